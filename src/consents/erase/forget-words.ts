import { open } from './open.ts';

/** Words of messages stand behind the week they were said in, as three letters; `:` and a week says that there are any of that week. */
const weekLetters = 3;
const weekMark = ':';
const atOnce = 8;

/**
 * Takes out of the words that are known to the search those that nobody has said but in these conversations: a name, a street. To be done
 * while their own are still kept; again it changes nothing.
 */
export async function forgetWords(conversations: string[]): Promise<void> {
  if (conversations.length === 0) return;
  const theirs = await open('messageWords')
    .find<{ words: string[] }>({ conversation: { $in: conversations } }, { projection: { words: 1 } })
    .toArray();
  const stems = [...new Set(theirs.flatMap(({ words }) => words.map(word => word.slice(weekLetters))))];
  if (stems.length === 0) return;
  const weeks = await weeksWithWords();
  for (let i = 0; i < stems.length; i += atOnce) {
    const some = stems.slice(i, i + atOnce);
    const isSaid = await Promise.all(some.map(stem => isSaidElsewhere(stem, { weeks, conversations })));
    const gone = some.filter((_, n) => !isSaid[n]);
    if (gone.length > 0) await open('knownWords').deleteMany({ _id: { $in: gone } });
  }
}

async function weeksWithWords(): Promise<string[]> {
  const found = await open('knownWords')
    .find({ _id: { $regex: `^${weekMark}` } })
    .toArray();
  return found.map(({ _id }) => _id.slice(weekMark.length));
}

async function isSaidElsewhere(
  stem: string,
  { weeks, conversations }: { weeks: string[]; conversations: string[] },
): Promise<boolean> {
  const words = { $in: weeks.map(week => week + stem) };
  return (
    (await open('messageWords').findOne({ words, conversation: { $nin: conversations } }, { projection: { _id: 1 } })) !== null
  );
}
