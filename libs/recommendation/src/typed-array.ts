/** A number of a typed array at a place that is known to be there; compilers of loops inline it. */
export function at(values: Int32Array | Float32Array | Float64Array, place: number): number {
  return values[place] ?? 0;
}
