import type { AskKind } from './ask.ts';
import { askChoice } from './choice.ts';
import { askConfirm } from './confirm.ts';
import { askConsent } from './consent.ts';
import { askDate } from './date.ts';
import { askDateTime } from './datetime.ts';
import { askEmail } from './email.ts';
import { askFile } from './file.ts';
import { askLocation } from './location.ts';
import { askNumber } from './number.ts';
import { askPhone } from './phone.ts';
import { askRating } from './rating.ts';
import { askText } from './text.ts';
import { askTime } from './time.ts';

/** Every kind of question, by the word after `ask:`. */
export const askKinds: ReadonlyMap<string, AskKind> = new Map(
  [
    askText,
    askPhone,
    askEmail,
    askNumber,
    askDate,
    askTime,
    askDateTime,
    askFile,
    askLocation,
    askChoice,
    askRating,
    askConfirm,
    askConsent,
  ].map(ask => [ask.kind, ask]),
);
