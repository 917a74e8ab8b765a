/** An id that is the same in each run: shards follow a hash of ids, and in small ones that decides who is proposed what. */
export function numbered(letter: string, index: number): string {
  return `${letter.repeat(8)}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
