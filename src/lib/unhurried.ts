/** So many are worked on at a stretch: customers are answered in between. */
const stretch = 20;

/** Maps a list without holding up the event loop. */
export async function unhurried<In, Out>(items: In[], work: (item: In) => Out): Promise<Out[]> {
  const done: Out[] = [];
  for (const [i, item] of items.entries()) {
    if (i > 0 && i % stretch === 0) await new Promise(setImmediate);
    done.push(work(item));
  }
  return done;
}
