/** Cases that wait, the next deadline first: a binary heap. */
export class WaitingLine<T extends { readonly deadlineAt: number }> {
  private readonly heap: T[] = [];

  get length(): number {
    return this.heap.length;
  }

  add(item: T): void {
    this.heap.push(item);
    let place = this.heap.length - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(place, parent)) return;
      this.swap(place, parent);
      place = parent;
    }
  }

  /** Takes out the item with the next deadline. */
  take(): T | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    this.sink();
    return first;
  }

  private sink(): void {
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const next = right < this.heap.length && this.isBefore(right, left) ? right : left;
      if (next >= this.heap.length || !this.isBefore(next, place)) return;
      this.swap(place, next);
      place = next;
    }
  }

  private isBefore(one: number, other: number): boolean {
    return (this.heap[one]?.deadlineAt ?? Infinity) < (this.heap[other]?.deadlineAt ?? Infinity);
  }

  private swap(one: number, other: number): void {
    const [first, second] = [this.heap[one], this.heap[other]];
    if (first === undefined || second === undefined) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}
