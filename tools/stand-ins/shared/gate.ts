/** Lets so many through at once; the rest wait in line. */
export interface Gate {
  /** Resolves with what has to be called when done. */
  enter(): Promise<() => void>;
}

export function createGate(most: number): Gate {
  let inside = 0;
  const line: (() => void)[] = [];
  return {
    async enter() {
      if (inside >= most) await new Promise<void>(resolve => line.push(resolve));
      else inside += 1;
      return leave;
    },
  };

  /** Whoever is next in line takes over the place. */
  function leave(): void {
    const next = line.shift();
    if (next) next();
    else inside -= 1;
  }
}
