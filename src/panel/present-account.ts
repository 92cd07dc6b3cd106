import { type Connectable, isPush, type Transport, transports, variables } from '../accounts/index.ts';
import { t } from '../texts/index.ts';
import type { Standing } from './load-messenger.ts';
import { messengerName } from './present-messenger.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

interface AccountFacts {
  standing: Standing & { view: NonNullable<Standing['view']> };
  mayChange: boolean;
  staff: ReadonlyMap<string, string>;
  publicUrl: string | undefined;
  /** Whether the messenger takes an address without https: one of our own does. */
  takesHttp: boolean;
  /** What was wrong with what was entered. */
  fault?: string | undefined;
}

/** How a messenger is connected, and what may be changed of it. Nothing secret leaves: a token is only known by its end. */
export function presentAccount(viewer: Viewer, facts: AccountFacts) {
  const { standing, mayChange, staff, fault } = facts;
  const { view } = standing;
  const { name } = view;
  const text = (key: string, values = {}) => t(viewer.language, `panel:messengers.${key}`, values);
  const fixed = view.fromEnvironment.filter(field => field !== 'transport').map(field => variables[name][field]);
  const isFixed = view.fromEnvironment.includes('token');
  const hasToken = view.isOn || view.isUnreadable;
  return {
    title: text(`connection.title.${name}`),
    path: `/messengers/${name}`,
    isConnected: hasToken,
    isRefused: standing.state === 'unauthorized' || view.isUnreadable || fault !== undefined,
    ...(isFixed && { fromEnvironment: text('connection.fromEnvironment', { variables: fixed.join(', ') }) }),
    ...(hasToken && !isFixed && { ending: view.ending ? `…${view.ending}` : '' }),
    ...(view.changedAt &&
      view.changedBy && {
        changed: text('connection.changed', {
          who: staff.get(view.changedBy) ?? text('nobody'),
          when: presentTime(viewer, view.changedAt).words,
        }),
      }),
    form: mayChange &&
      !isFixed && {
        label: text(`connection.field.${name}`),
        placeholder: text(`connection.placeholder.${name}`),
        submit: text(hasToken ? 'connection.submitReplace' : 'connection.submit'),
        hint: hasToken ? text(`connection.replaceHint.${name}`) : '',
        steps: stepsOf(name, text),
        hasByHand: name === 'vk',
        fault,
        disconnectAsk: text('connection.disconnectAsk', { messenger: messengerName(name) }),
      },
    transport: view.isOn && presentTransport(viewer, facts),
  };
}

const stepLinks: Record<Connectable, string> = { telegram: 'https://t.me/BotFather', vk: 'https://vk.com/groups?tab=admin' };

function stepsOf(name: Connectable, text: (key: string) => string) {
  return {
    link: stepLinks[name],
    label: text(`steps.${name}.link`),
    list: ['one', 'two', 'three', 'four', 'five'].map(step => text(`steps.${name}.${step}`)),
  };
}

function presentTransport(viewer: Viewer, { standing, mayChange, publicUrl, takesHttp }: AccountFacts) {
  const { view } = standing;
  const text = (key: string, values = {}) => t(viewer.language, `panel:messengers.transport.${key}`, values);
  const isFixed = view.fromEnvironment.includes('transport');
  const variable = variables[view.name].transport;
  const ways = Object.values(transports[view.name]).map(way => {
    const blocked = !mayBePushedTo(view.name, way, { publicUrl, takesHttp });
    return {
      value: way,
      on: way === view.transport,
      label: text(`${way}.label`),
      text: text(`${way}.text`),
      isOff: !mayChange || isFixed || (blocked && way !== view.transport),
      ...(isPush(way) && !blocked && publicUrl && { address: text('address', { url: `${publicUrl}/webhooks/${view.name}` }) }),
      ...(blocked && { needs: text('needsAddress') }),
    };
  });
  return {
    mayChange: ways.some(({ on, isOff }) => !on && !isOff),
    ...(isFixed && {
      fromEnvironment: t(viewer.language, 'panel:messengers.connection.fromEnvironment', { variables: variable }),
    }),
    ways,
  };
}

/** Telegram pushes to https only (setWebhook), unless the Bot API server is our own; VK to any address. */
export function mayBePushedTo(
  name: Connectable,
  transport: Transport,
  { publicUrl, takesHttp }: { publicUrl: string | undefined; takesHttp: boolean },
): boolean {
  if (!isPush(transport)) return true;
  if (!publicUrl) return false;
  return name === 'vk' || takesHttp || publicUrl.startsWith('https://');
}
