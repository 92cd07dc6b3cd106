/** Runs once for many calls: so long after the first of them. */
export function gather(ms: number, run: () => void): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    setTimeout(() => {
      isComing = false;
      run();
    }, ms);
  };
}
