import {
  type ContentBody,
  type ContentButton,
  type ContentLanguage,
  contentLanguages,
  type MessageContent,
} from '../../deliveries/index.ts';
import { flowStates } from '../../flows/index.ts';
import { knownCapabilities, type MessengerName, messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentSize } from '../present-attachment.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import type { Viewer } from '../viewer.ts';
import { type BodyOf, bodies, bodyName, messengerOf } from './content-names.ts';
import { contentVariables } from './variables.ts';

export interface ShownContent {
  /** What the names of the fields begin with, and the ids of the page: letters, digits, dots. */
  prefix: string;
  /** Those that it may go to; the tabs of the others are left out unless they hold words of their own. */
  messengers: readonly MessengerName[];
}

/** A content for the partial `content/editor`: its tabs, fields, buttons, files, and what can be put into its words. */
export async function presentContent(viewer: Viewer, content: MessageContent, { prefix, messengers }: ShownContent) {
  const [flows, variables] = await Promise.all([publishedFlows(), contentVariables(viewer)]);
  const language = contentLanguages.find(each => content.texts[each]) ?? viewer.language;
  const shown = shownBodies(content, messengers);
  const preview = messengers[0] ?? 'telegram';
  return {
    prefix,
    id: prefix.replaceAll('.', '-'),
    language,
    tabs: shown.map((body, i) => ({ ...tabOf(viewer, body), on: i === 0, isOwn: isOwn(body, content) })),
    languages: contentLanguages.map(each => ({ id: each, label: languageName(viewer, each), on: each === language })),
    bodies: shown.map((body, i) => bodyOf(viewer, content, { body, prefix, messengers, flows, language, isFirst: i === 0 })),
    variables,
    preview: {
      messengers: messengers.map(name => ({ ...presentMessengerMark(viewer, name), on: name === preview })),
      messenger: preview,
    },
  };
}

interface Around extends ShownContent {
  body: BodyOf;
  flows: { id: string; title: string }[];
  language: ContentLanguage;
  isFirst: boolean;
}

function bodyOf(viewer: Viewer, content: MessageContent, around: Around) {
  const { body, prefix, flows, language, isFirst } = around;
  const messenger = messengerOf(body);
  const own = messenger ? content.variants[messenger] : content;
  const said: ContentBody = own ?? { texts: {}, files: [], buttons: [] };
  const name = bodyName(prefix, body);
  const id = name.replaceAll('.', '-');
  const counted = messenger ? [messenger] : around.messengers;
  return {
    ...tabOf(viewer, body),
    on: isFirst,
    name,
    id,
    ...(messenger && { messenger, own: own !== undefined }),
    texts: contentLanguages.map(each => ({
      language: each,
      label: languageName(viewer, each),
      on: each === language,
      name: `${name}.text.${each}`,
      id: `${id}-${each}`,
      text: said.texts[each] ?? '',
      counts: counted.map(one => countOf(viewer, one)),
    })),
    files: said.files.map(file => presentContentFile(viewer, { ...file, isSpeech: file.kind === 'voice' }, name)),
    buttons: said.buttons.flatMap(row => row.map((button, i) => presentButton(button, { name, isBeside: i > 0, flows }))),
    /** What a new line is made of. */
    blank: presentButton({ label: {}, action: { kind: 'link', url: '' } }, { name, isBeside: false, flows }),
  };
}

function tabOf(viewer: Viewer, body: BodyOf) {
  const messenger = messengerOf(body);
  if (!messenger) return { body, icon: 'messages', title: t(viewer.language, 'panel:content.everywhere') };
  const { icon, label } = presentMessengerMark(viewer, messenger);
  return { body, icon, title: label };
}

const isOwn = (body: BodyOf, content: MessageContent): boolean => {
  const messenger = messengerOf(body);
  return messenger !== undefined && content.variants[messenger] !== undefined;
};

/** The parts that the editor shows: what is said everywhere, what may go somewhere, and what has words of its own. */
export const shownBodies = (content: MessageContent, messengers: readonly MessengerName[]): BodyOf[] =>
  bodies.filter(body => {
    const messenger = messengerOf(body);
    return messenger === undefined || messengers.includes(messenger) || isOwn(body, content);
  });

function countOf(viewer: Viewer, messenger: MessengerName) {
  const { textLength, captionLength } = knownCapabilities[messenger];
  const { icon, label } = presentMessengerMark(viewer, messenger);
  return { icon, label, most: textLength, caption: captionLength };
}

/** One line of the builder of buttons. */
function presentButton(
  { label, action }: ContentButton,
  { name, isBeside, flows }: { name: string; isBeside: boolean; flows: { id: string; title: string }[] },
) {
  const flow = action.kind === 'flow' ? action.flow : '';
  const isGone = flow !== '' && !flows.some(({ id }) => id === flow);
  return {
    name,
    isBeside,
    labels: contentLanguages.map(language => ({ language, label: label[language] ?? '' })),
    [`is_${action.kind}`]: true,
    url: action.kind === 'link' ? action.url : '',
    flows: [...flows, ...(isGone ? [{ id: flow, title: flow }] : [])].map(each => ({ ...each, on: each.id === flow })),
  };
}

/** A file in the editor: `name` is that of the part of the content which it belongs to. */
export function presentContentFile(
  viewer: Viewer,
  file: { id: string; name: string; size: number; mime: string; isSpeech?: boolean },
  name: string,
) {
  return {
    field: name,
    id: file.id,
    name: file.name,
    size: presentSize(viewer.language, file.size),
    ...(file.mime.startsWith('image/') && { preview: `/files/${file.id}/small` }),
    ...(file.mime.startsWith('audio/') && { isSound: true, isSpeech: file.isSpeech ?? false }),
  };
}

export const languageName = ({ language }: Pick<Viewer, 'language'>, of: ContentLanguage): string =>
  t(language, `panel:content.languages.${of}`);

async function publishedFlows(): Promise<{ id: string; title: string }[]> {
  const states = await flowStates();
  return states.flatMap(({ id, title, revision }) => (revision === undefined ? [] : [{ id, title }]));
}

/** The messengers that a content is written for: those that are connected, all of them while none is. */
export function contentMessengers(connected: { name: MessengerName }[]): MessengerName[] {
  const names = messengerNames.filter(name => connected.some(messenger => messenger.name === name));
  return names.length > 0 ? names : [...messengerNames];
}
