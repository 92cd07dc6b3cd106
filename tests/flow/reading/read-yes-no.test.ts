import { describe, expect, it } from 'vitest';
import { readYesNo } from '../../../src/flow/reading/read-yes-no.ts';
import { expectTable } from './tables.ts';

const list = (text: string) => text.split('|').map(each => each.trim());
const yes = list(
  "да|Да!|ДА|да.|дааа|да да|да-да|ага|угу|Конечно.|да, конечно|конечно да|всё верно|Все верно!|да, всё верно|верно|правильно|всё правильно|ок|Ок.|окей|хорошо|ладно|давайте|да, давайте|хочу|да, хочу|можно|согласен|согласна|я согласна|да, согласен|не против|я не против|не возражаю|без проблем|само собой|разумеется|так точно|подходит|идёт|подтверждаю|даю согласие|да, спасибо|да пожалуйста|yes|YES!|yess|Yep|yeah|sure|of course|ok|okay|yes please|correct|that's right|I agree|agreed|+|++|👍|👍🏽|👍👍|✅|👌|y",
);
const no = list(
  "нет|Нет.|НЕТ|неет|нееет|не|неа|нет, спасибо|нет нет|не верно|неверно|неправильно|не согласен|я не согласна|не надо|нет, не надо|не хочу|не нужно|нет, не нужно|ни за что|ни в коем случае|я против|против|никак|не подходит|не сейчас|нет, не сейчас|no|No!|nope|no thanks|no, thank you|no way|I don't agree|wrong|not now|-|👎|❌|⛔|n",
);
const neither = list(
  'может быть|да нет|да нет наверное|да, но позже|нет, но можно|не знаю|нету времени|все|42|потом|завтра|да, Анна|да, 2 штуки|дадим|нетто|спасибо|пожалуйста|я|возможно|наверное|хм|?|...|какие?|подумаю|что это|ну|yes and no|maybe|later|not sure|who knows|yesterday|nothing',
);

describe('yes and no', () => {
  it('are read in many words', () => {
    expect(yes.length).toBeGreaterThanOrEqual(60);
    expect(no.length).toBeGreaterThanOrEqual(30);
    expectTable([...yes.map(text => [text, true] as const), ...no.map(text => [text, false] as const)], readYesNo);
  });

  it('are not read from doubt, and not from a yes with a condition', () => {
    expect(neither.length).toBeGreaterThanOrEqual(30);
    expectTable(
      [...neither, ''].map(text => [text, undefined] as const),
      readYesNo,
    );
  });
});
