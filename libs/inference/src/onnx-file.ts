import onnxProto from 'onnx-proto';
import { ModelRefused } from './refusals.js';

const { ModelProto } = onnxProto.onnx;

export type OnnxModel = ReturnType<typeof ModelProto.decode>;
export type OnnxGraph = NonNullable<OnnxModel['graph']>;
export type OnnxNode = NonNullable<OnnxGraph['node']>[number];
export type OnnxTensor = NonNullable<OnnxGraph['initializer']>[number];
export type OnnxValue = NonNullable<OnnxGraph['input']>[number];

/** TensorProto.DataType of the ONNX standard, as far as it matters here. */
export const elementTypes = { float32: 1, int32: 6, int64: 7, string: 8, boolean: 9, float64: 11 } as const;

/** @throws ModelRefused `file.unreadable` when the model holds no graph */
export function graphOf({ graph }: OnnxModel): OnnxGraph {
  if (graph === null || graph === undefined || listed(graph.node).length === 0)
    throw new ModelRefused('file.unreadable', 'model', 'is no ONNX file: it holds no graph');
  return graph;
}

/** @throws ModelRefused `file.unreadable` when the bytes are no ONNX model */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  try {
    return ModelProto.decode(bytes);
  } catch (error) {
    throw new ModelRefused('file.unreadable', 'model', `is no ONNX file: ${messageOf(error)}`);
  }
}

export function encodeOnnx(model: OnnxModel): Uint8Array {
  return ModelProto.encode(model).finish();
}

/** The attributes of a node of the graph by name and type; one that is not there is empty. */
export class Attributes {
  constructor(private readonly node: OnnxNode) {}

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  integer(name: string, absent: number): number {
    return Number(this.find(name)?.i ?? absent);
  }

  integers(name: string): number[] {
    return (this.find(name)?.ints ?? []).map(Number);
  }

  floats(name: string): number[] {
    return [...(this.find(name)?.floats ?? [])];
  }

  text(name: string): string {
    return decodeText(this.find(name)?.s ?? new Uint8Array());
  }

  texts(name: string): string[] {
    return (this.find(name)?.strings ?? []).map(decodeText);
  }

  private find(name: string) {
    return this.node.attribute?.find((attribute) => attribute.name === name);
  }
}

/** The numbers of a constant tensor of type float32; undefined when it is of another type. */
export function float32Values(tensor: OnnxTensor): Float32Array | undefined {
  if (tensor.dataType !== elementTypes.float32) return undefined;
  const raw = tensor.rawData;
  if (raw === null || raw === undefined || raw.length === 0) return Float32Array.from(tensor.floatData ?? []);
  return new Float32Array(Uint8Array.from(raw).buffer);
}

/** The declared dimensions; null stands for any number. */
export function dimensionsOf(value: OnnxValue): (number | null)[] | undefined {
  const dimensions = value.type?.tensorType?.shape?.dim;
  return dimensions?.map(({ dimValue }) => {
    const size = Number(dimValue ?? 0);
    return size > 0 ? size : null;
  });
}

/** Protobuf leaves out what is empty. */
export function listed<T>(values: readonly T[] | null | undefined): readonly T[] {
  return values ?? [];
}

export function textOf(value: string | null | undefined): string {
  return value ?? '';
}

function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
