/** What the demo prints when it is ready. */
export const demo = {
  fresh: 'Making up a past: {{count}} contacts. This is done once.',
  ready: 'Kartoteka is open. Everything in it is invented, and nothing leaves this machine.',
  panel: 'Panel',
  email: 'E-mail',
  password: 'Password',
  chat: 'Site chat',
  people: 'Every minute or so somebody new writes. Take a conversation over and reply: the customer will answer you.',
  stop: 'Stop with Ctrl-C. The next start goes on from here; to begin anew: npm run demo -- --fresh',
  stopping: 'Stopping…',
};
