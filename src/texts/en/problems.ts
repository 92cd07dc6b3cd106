/** What keeps a messenger from working, and what to do; the codes are those of src/messages/problem.ts. */
export const problems = {
  token_telegram:
    'Telegram does not take the token. Get a new one from @BotFather: /mybots → API Token, and exchange it on the messenger’s page or in TELEGRAM_TOKEN. Messages wait.',
  token_vk:
    'VK does not take the token. Make a new one: Manage → API usage → Access tokens, and exchange it on the messenger’s page or in VK_TOKEN. Messages wait.',
  rights:
    'The token lacks rights ({{messenger}} says: {{said}}). Make one with the rights community management, messages, photos, documents and exchange it.',
  captcha:
    '{{messenger}} wants a captcha solved by a person (it says: {{said}}). Log in to {{messenger}} as an administrator of the community; the program keeps trying.',
  limit:
    '{{messenger}} has counted enough calls for now (it says: {{said}}). The program goes on by itself; if this comes back, see whether another program uses the same token.',
  refused: '{{messenger}} refuses: {{said}}. The program keeps trying; the checks on the messenger’s page tell what to mend.',
  unreachable:
    '{{messenger}} does not answer ({{fault}}). The program keeps trying; if this lasts, check the server’s network: DNS, proxy, firewall.',
  notStored:
    'The database did not take what came ({{fault}}). It waits at {{messenger}} and comes again. Check MongoDB and the space on the disk.',
  otherReceiver: 'Another program receives with this token. Stop it or give it a bot of its own. {{messenger}} says: {{said}}',
  webhookUnreachable:
    '{{messenger}} cannot reach the program ({{said}}); updates waiting: {{waiting}}. Check PUBLIC_URL and its certificate, or choose “The program asks {{messenger}}”.',
  webhookTaken:
    'Somebody exchanged the address that {{messenger}} pushes to; the program has set its own again. Stop the other program or give it a bot of its own.',
  callbackUnreachable:
    '{{messenger}} does not get the right answer at {{url}}. Check that this address is open from the internet and leads to the program.',
  wrongGroup:
    'The token belongs to the community {{theirs}}, the settings say {{ours}}. Make a token in the right community or correct VK_GROUP_ID.',
  eventsLost:
    '{{messenger}} no longer has some of the events that came while the program did not run. Look into the community’s messages: something may be without an answer.',
  silent: 'No process of the program receives. Start one that has bots in its RUN; messages wait and will come.',
  other: 'Something is wrong with {{messenger}} ({{code}}). The checks on the messenger’s page tell what to mend.',
};
