/** Why a model may not run, and what its author does about it. Codes are stable; `docs/reference/model-files.md` lists them. */
export const refusals = {
  'file.unreadable':
    'Export the model again as ONNX, and check that the file was copied whole and as binary.',
  'file.too_large': 'Train fewer or smaller trees, or raise the limit on bytes where the file is inspected.',
  'model.domain_unknown':
    'Use operators of ONNX and of its machine-learning domain ai.onnx.ml only; no library of custom operators is loaded.',
  'model.function':
    'Export without functions: expand them into the graph (onnx.inliner.inline_local_functions).',
  'model.subgraph': 'Remove If, Loop and Scan: the file must be one straight graph.',
  'model.operator_unknown':
    'Export the classifier with its scaler only, and move other preprocessing to the feature catalogue.',
  'model.opset_too_old': 'Export again with target_opset 9 or later.',
  'model.external_data':
    'Save the model as a single file: onnx.save(model, path, save_as_external_data=False).',
  'model.tensor_wrong': 'Export the model again: a tensor of the file holds other data than it declares.',
  'model.graph_broken': 'Export the model again, and run onnx.checker.check_model on it.',
  'model.trees_broken':
    'Export the model again: a tree of the file cannot be followed from its root to its leaves.',
  'model.too_complex': 'Train fewer or shallower trees, or export fewer steps before them.',
  'model.too_slow': 'Train fewer or shallower trees: payments wait for the score.',
  'model.not_finite': 'Look for NaN and infinity in the training data and in the trained weights.',
  'model.runtime_refused':
    'Export with versions that ONNX Runtime supports, and try the file in onnxruntime.InferenceSession first.',
  'input.count':
    'Export with one float input of all features, not one input a column: FloatTensorType([None, n]).',
  'input.type': 'Export with a float32 input: FloatTensorType([None, n]).',
  'input.shape': 'Export with an input of two dimensions and any number of rows: FloatTensorType([None, n]).',
  'input.width':
    'List in inputs of the manifest exactly the features that the model was trained on, in their order.',
  'output.not_found':
    'Name in output.probabilities of the manifest an output of the file, or leave the field out.',
  'output.ambiguous': 'Name the output with the probabilities in output.probabilities of the manifest.',
  'output.not_probability':
    'Export a classifier with its probabilities (no raw scores, no labels alone), float32 [rows, classes].',
  'output.class_unknown': 'Name one of the classes of the model in output.positiveClass of the manifest.',
  'manifest.invalid': 'Correct the field; docs/reference/model-files.md lists all of them.',
  'manifest.sha256': 'Write the sha256 of the model file into the manifest, or put the right file beside it.',
  'manifest.catalogue_version':
    'Train the model on features of the catalogue version that this system computes.',
  'manifest.feature_unknown':
    'Use features of the catalogue only (docs/reference/features.md), by their exact names.',
  'golden.invalid':
    'Write one JSON object a line: {"features": [numbers in the order of inputs], "score": 0 to 1}.',
  'golden.differs':
    'Compute the golden scores from this very file with onnxruntime, and check the order of inputs and the class.',
  'explanation.differs':
    'Correct explanation in the manifest, or leave it out: unit and base value then come from the file.',
  'inspection.timed_out': 'Train a smaller model; if the machine was busy, try again.',
  'inspection.out_of_memory': 'Train a smaller model, or export the file again.',
  'inspection.crashed': 'Export the file again: reading it made the process of the inspection end.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof refusals;

export interface Refusal {
  readonly code: RefusalCode;
  /** File, line and what is wrong there. */
  readonly reason: string;
  readonly remedy: string;
}

/** A model that must not run: says where the fault is, and what. */
export class ModelRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    place: string,
    problem: string,
  ) {
    super(`${place}: ${problem}`);
    this.name = 'ModelRefused';
  }

  get refusal(): Refusal {
    return { code: this.code, reason: this.message, remedy: refusals[this.code] };
  }
}
