/** The messengers that need a token of ours; the site's chat needs nothing. */
export const connectables = ['telegram', 'vk'] as const;
export type Connectable = (typeof connectables)[number];

/** How a messenger's updates come: we ask for them (`pull`), or they are pushed to our address (`push`). */
export const transports = {
  telegram: { pull: 'polling', push: 'webhook' },
  vk: { pull: 'longpoll', push: 'callback' },
} as const;
export type Transport = (typeof transports)[Connectable]['pull' | 'push'];

/** Everything that connects the program to one account in a messenger. Holds secrets: never shown, logged or stored as it is. */
export interface Connection {
  token: string;
  transport: Transport;
  /** VK: the number of the community, where a person said it. */
  groupId?: string;
  /** VK's callback: what VK sends with every event. Without it the program makes one. */
  secret?: string;
  /** VK's callback: what VK wants to hear when the address is entered. Without it VK is asked. */
  confirmationCode?: string;
}

export type ConnectionField = keyof Connection;

/** The variables of the environment that win over what is entered in the panel. */
export const variables: Record<Connectable, Partial<Record<ConnectionField, string>>> = {
  telegram: { token: 'TELEGRAM_TOKEN', transport: 'TELEGRAM_TRANSPORT' },
  vk: {
    token: 'VK_TOKEN',
    transport: 'VK_TRANSPORT',
    groupId: 'VK_GROUP_ID',
    secret: 'VK_SECRET',
    confirmationCode: 'VK_CONFIRMATION_CODE',
  },
};

/** What the environment says of each messenger. */
export type Environment = Record<Connectable, Partial<Connection>>;

export function isConnectable(name: string): name is Connectable {
  return connectables.some(known => known === name);
}

/** Whether updates are pushed to us. */
export const isPush = (transport: Transport): boolean => transport === 'webhook' || transport === 'callback';

export const isTransportOf = (name: Connectable, transport: string): transport is Transport =>
  Object.values(transports[name]).some(known => known === transport);
