/** Lets so many through at once; the others wait in line. */
export class Gate {
  #places: number;
  #inside = 0;
  readonly #line: (() => void)[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  get places(): number {
    return this.#places;
  }

  /** With fewer places nobody is sent out again, but nobody enters until there is room. */
  resize(places: number): void {
    this.#places = places;
    while (this.#inside < this.#places && this.#line.length > 0) this.#admit();
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#places) this.#inside += 1;
    else await new Promise<void>(resolve => this.#line.push(resolve));
    try {
      return await task();
    } finally {
      this.#inside -= 1;
      if (this.#inside < this.#places) this.#admit();
    }
  }

  #admit(): void {
    const next = this.#line.shift();
    if (!next) return;
    this.#inside += 1;
    next();
  }
}
