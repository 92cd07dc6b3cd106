import { flagOf, textOf } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import type { Methods } from './call.ts';

// As long as the server keeps the query itself (tdlib/telegram-bot-api, Client::add_update).
const answerableMs = 150_000;
const longestAnswer = 200;

export const callbackMethods: Methods = {
  answercallbackquery: ({ world, params }) => {
    const query = world.queries.get(textOf(params, 'callback_query_id'));
    const now = world.clock.now().getTime();
    if (!query || now - query.at > answerableMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    const text = textOf(params, 'text');
    if (text.length > longestAnswer) throw badRequest('MESSAGE_TOO_LONG');
    const url = textOf(params, 'url');
    // Only a game or a link to a bot may be opened from a button's answer.
    if (url && !/^https?:\/\/t\.me\//.test(url)) throw badRequest('URL_INVALID');
    query.chat.callbackAnswers.push({ alert: flagOf(params, 'show_alert'), ...(text && { text }), ...(url && { url }) });
    query.chat.mailbox?.waiting.notify();
    return true;
  },
};
