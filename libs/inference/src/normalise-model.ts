import {
  dimensionsOf,
  elementTypes,
  encodeOnnx,
  graphOf,
  listed,
  type OnnxGraph,
  type OnnxModel,
  textOf,
} from './onnx-file.js';

export interface Normalised {
  /** The model as it runs; the very bytes of the file when nothing had to change. */
  readonly bytes: Uint8Array;
  readonly zipMapRemoved: boolean;
  readonly labelShapeMended: boolean;
  /** The tensor that took the place of an output which a ZipMap gave, by the output's name. */
  readonly renamedOutputs: ReadonlyMap<string, string>;
}

/**
 * Takes out of a model what ONNX Runtime for Node.js cannot run: ZipMap, whose output is a sequence of maps and no
 * tensor. The tensor that went into it becomes the output. A label whose shape is declared as [1], as LightGBM's
 * exporter does, would log a warning with every batch: its dimension is left open. The graph of `model` is changed.
 */
export function normaliseModel(model: OnnxModel, file: Uint8Array): Normalised {
  const graph = graphOf(model);
  const renamedOutputs = removeZipMaps(graph);
  const labelShapeMended = mendLabelShapes(graph);
  const zipMapRemoved = renamedOutputs.size > 0;
  const bytes = zipMapRemoved || labelShapeMended ? encodeOnnx(model) : file;
  return { bytes, zipMapRemoved, labelShapeMended, renamedOutputs };
}

function removeZipMaps(graph: OnnxGraph): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const node of graph.node ?? []) {
    const [from, to] = [node.input?.[0], node.output?.[0]];
    if (node.opType === 'ZipMap' && from !== undefined && to !== undefined) renamed.set(to, from);
  }
  graph.node = listed(graph.node).filter(({ opType }) => opType !== 'ZipMap');
  graph.output = listed(graph.output).map((output) => {
    const tensor = renamed.get(textOf(output.name));
    return tensor === undefined ? output : { name: tensor, type: floatMatrix };
  });
  return renamed;
}

const floatMatrix = {
  tensorType: { elemType: elementTypes.float32, shape: { dim: [{}, {}] } },
};

function mendLabelShapes(graph: OnnxGraph): boolean {
  const labels = listed(graph.output).filter((output) => {
    const type = output.type?.tensorType?.elemType;
    const dimensions = dimensionsOf(output);
    return (
      (type === elementTypes.int64 || type === elementTypes.string) &&
      dimensions?.length === 1 &&
      dimensions[0] === 1
    );
  });
  for (const label of labels)
    label.type = { tensorType: { elemType: label.type?.tensorType?.elemType ?? 0, shape: { dim: [{}] } } };
  return labels.length > 0;
}
