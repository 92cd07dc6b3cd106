import { TelegramError } from 'telegraf';
import type { MenuCommand, SetupCheck } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { type CheckName, inspect, type SetUp } from './inspect.ts';
import { codeOf } from './read-problem.ts';
import { setWebhook } from './set-webhook.ts';

/** In which language the commands are told to whom no other fits. */
const usual = 'ru';
const languages = ['ru', 'en'];

/** Sets the webhook or takes it away, the commands in each language and the button for them; then looks what is right now. */
export async function arrange(setUp: SetUp, menu: MenuCommand[]): Promise<SetupCheck[]> {
  const patient: CallApi = (...call) => withPatience(setUp, call);
  const refused = new Map<string, string>();
  const steps: [CheckName, () => Promise<unknown>][] = [
    ['commands', () => setCommands(patient, menu)],
    ['menu', () => patient('setChatMenuButton', { menu_button: { type: 'commands' } })],
    ['webhook', () => setWebhook(patient, setUp)],
  ];
  for (const [name, step] of steps) await step().catch((error: unknown) => refused.set(name, reasonOf(error)));
  const checks = await inspect(setUp, menu.length > 0);
  return checks.map(check => explain(check, refused.get(check.name)));
}

/** Why it could not be made right says more than that it is not. */
function explain(check: SetupCheck, reason: string | undefined): SetupCheck {
  return reason !== undefined && check.state !== 'ok' ? { ...check, found: reason } : check;
}

function reasonOf(error: unknown): string {
  return error instanceof TelegramError ? `${error.code} ${error.description}` : codeOf(error);
}

/**
 * Telegram chooses by the narrower scope and the language first (https://core.telegram.org/bots/api#determining-list-of-commands), so
 * what another program left there is taken away.
 */
async function setCommands(api: CallApi, menu: MenuCommand[]): Promise<void> {
  for (const language of ['', ...languages]) {
    const where = { ...(language && { language_code: language }) };
    await api('deleteMyCommands', { ...where, scope: { type: 'all_private_chats' } });
    const isTold = menu.some(({ description }) => description[language]);
    if (menu.length === 0 || language === usual || (language && !isTold)) await api('deleteMyCommands', where);
    else await api('setMyCommands', { ...where, commands: menu.map(command => inLanguage(command, language || usual)) });
  }
}

function inLanguage({ name, description }: MenuCommand, language: string): { command: string; description: string } {
  const told = description[language] || description[usual] || Object.values(description).find(Boolean) || name;
  return { command: name, description: told.slice(0, 256) };
}

/** Telegram takes a webhook once a second (tdlib/telegram-bot-api, process_set_webhook_query); a short wait is not worth a word. */
async function withPatience({ api, clock }: SetUp, call: Parameters<CallApi>): Promise<unknown> {
  try {
    return await api(...call);
  } catch (error) {
    const seconds = error instanceof TelegramError ? error.parameters?.retry_after : undefined;
    if (seconds === undefined || seconds > 5) throw error;
    await clock.sleep(seconds * 1000);
    return await api(...call);
  }
}
