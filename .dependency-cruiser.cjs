/**
 * The import table of docs/architecture.md as rules. A room is a folder of src; what it offers others stands in its index.ts.
 */
const pureRooms = '^src/(flow|rules)/';
const outside = ['telegraf', 'vk-io', 'express'].map(name => `^node_modules/${name}/`);

/** Which rooms a room may import (besides itself). Whoever is not named here may import no room at all. */
const table = {
  lib: [],
  texts: [],
  config: ['lib'],
  db: ['lib'],
  rules: ['lib'],
  messages: ['lib', 'db', 'texts'],
  flow: ['lib', 'rules', 'messages', 'texts'],
  files: ['lib', 'db', 'messages'],
  signals: ['lib', 'db'],
  contacts: ['lib', 'db', 'messages'],
  consents: ['lib', 'db'],
  staff: ['lib', 'db'],
  conversations: ['lib', 'db', 'messages', 'contacts', 'flow'],
  flows: ['lib', 'db', 'messages', 'files', 'flow', 'texts', 'conversations'],
  outbox: ['lib', 'db', 'messages', 'contacts', 'texts'],
  inbox: [
    'lib',
    'db',
    'messages',
    'contacts',
    'consents',
    'conversations',
    'flow',
    'flows',
    'outbox',
    'files',
    'staff',
    'deals',
    'tasks',
    'analytics',
    'webhooks',
    'texts',
  ],
  accounts: ['lib', 'db', 'messages', 'config'],
  jobs: ['lib', 'db'],
  analytics: ['lib', 'db', 'messages'],
  deals: ['lib', 'db', 'signals', 'contacts'],
  buttons: ['lib', 'db', 'messages', 'contacts', 'conversations', 'deals', 'tasks', 'outbox', 'inbox', 'texts', 'signals'],
  tasks: ['lib', 'db', 'signals', 'texts'],
  webhooks: ['lib', 'db'],
  panel: [
    'lib',
    'signals',
    'messages',
    'contacts',
    'consents',
    'conversations',
    'flow',
    'flows',
    'inbox',
    'outbox',
    'files',
    'staff',
    'deals',
    'buttons',
    'tasks',
    'analytics',
    'texts',
    'config',
    'accounts',
  ],
};

const rooms = Object.entries(table).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import: ${allowed.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|bots|tools|tests)/', pathNot: [room, ...allowed].map(name => `^src/${name}/`) },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-through-index',
      comment: 'A room is entered by its index.ts. lib and texts have no inside to hide.',
      severity: 'error',
      from: { path: '^(src|bots)/([^/]+)/', pathNot: '^src/main\\.ts$' },
      to: { path: '^src/(?!lib/|texts/)[^/]+/', pathNot: ['^src/[^/]+/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'domain-knows-no-framework',
      severity: 'error',
      from: { path: '^src/(?!panel/|main\\.ts|start\\.ts|make-messengers\\.ts)' },
      to: { path: outside },
    },
    {
      name: 'pure',
      severity: 'error',
      from: { path: pureRooms },
      to: { path: ['^node_modules/(mongoose|mongodb|undici|pino)/', '^(node:)?(fs|net|http|https|crypto|child_process)(/|$)'] },
    },
    { name: 'panel-touches-no-model', severity: 'error', from: { path: '^src/panel/' }, to: { path: '^node_modules/mongoose/' } },
    {
      name: 'bots-know-the-vocabulary',
      comment: 'bots/* know messages, lib, texts and their SDK',
      severity: 'error',
      from: { path: '^bots/([^/]+)/' },
      to: { path: '^(src|bots|tools|tests)/', pathNot: ['^bots/$1/', '^src/(messages|lib|texts)/'] },
    },
    ...rooms,
    { name: 'program-knows-no-tests', severity: 'error', from: { path: '^(src|bots)/' }, to: { path: '^tests/' } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
