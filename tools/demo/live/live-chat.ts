import type { Clock } from '../../../src/lib/clock.ts';
import type { Customer, Received } from '../../stand-ins/index.ts';
import type { Asked, Chat } from '../customers/chat.ts';
import type { Person } from '../people/person.ts';
import { recordSilence } from '../pictures/silence.ts';
import type { Random } from '../random.ts';

/** For how many milliseconds a customer waits for the bot's first words, and after some words for more, before taking it for done. */
interface Patience {
  first: number;
  next: number;
}

export interface LiveChatOptions {
  customer: Customer;
  person: Person;
  random: Random;
  clock: Clock;
  signal: AbortSignal;
  patience?: Patience;
}

/** The customer's side of a talk with the running program, over a stand-in of the messenger. Aborting ends it at the next word. */
export function createLiveChat({
  customer,
  person,
  random,
  clock,
  signal,
  patience = { first: 20_000, next: 4000 },
}: LiveChatOptions): Chat {
  let question: Asked | undefined;
  // What came before, a mailing, is no question of this talk's; messengers tell the time in seconds.
  const begun = Math.floor(clock.now().getTime() / 1000) * 1000;
  const isOfTalk = ({ at }: Received) => at.getTime() >= begun;

  async function waits(seconds: number) {
    await clock.sleep(seconds * 1000, signal);
    signal.throwIfAborted();
  }

  /** Reads, thinks, and does it; what was asked before is answered with it. */
  async function does(deed: () => Promise<unknown>) {
    await waits(random.int(3, 12));
    question = undefined;
    await deed();
  }

  return {
    person,
    random,
    waits,
    opens: link => does(() => customer.start(link)),
    says: text => does(() => customer.says(text)),
    presses: label => does(() => customer.presses(label)),
    sharesPhone: () => does(() => customer.sharesContact(person.phone.slice(1))),
    sendsPhoto: ({ content }, caption) => does(() => customer.sendsPhoto(content, caption)),
    sendsVoice: seconds =>
      does(() =>
        customer.sendsVoice({ content: recordSilence(seconds), name: 'voice.oga', mime: 'audio/ogg', duration: seconds }),
      ),
    blocks: () => does(() => customer.blocks()),
    async asked() {
      question ??= await nextQuestion(customer, patience, isOfTalk);
      signal.throwIfAborted();
      return question;
    },
  };
}

/** The next message that wants an answer. Nothing when the bot falls silent before; a first word may take it longer than the next ones. */
async function nextQuestion(
  customer: Customer,
  { first, next }: Patience,
  isOfTalk: (message: Received) => boolean,
): Promise<Asked | undefined> {
  try {
    let message = await customer.receives(isOfTalk, { timeoutMs: first });
    while (!isQuestion(message)) message = await customer.receives(isOfTalk, { timeoutMs: next });
    return { text: message.text, labels: labelsOf(message) };
  } catch {
    return undefined;
  }
}

function isQuestion(message: Received): boolean {
  return message.text.includes('?') || labelsOf(message).length > 0;
}

function labelsOf({ buttons }: Received): string[] {
  return buttons.flat().flatMap(({ label, kind }) => (kind === 'press' || kind === 'text' || kind === 'phone' ? [label] : []));
}
