/** The page of messengers. */
export const messengers = {
  web: 'Site chat',
  intro: 'Where messages come from. Tokens are part of the program’s configuration.',
  state: {
    off: 'Off',
    elsewhere: 'Received by another process',
    starting: 'Starting',
    ready: 'Works',
    unauthorized: 'Wrong token',
    failing: 'Does not answer',
  },
  off: {
    telegram: 'Create a bot with @BotFather, put its token into TELEGRAM_TOKEN and restart the program.',
    vk: 'Create a community token that may use messages, put it into VK_TOKEN and restart the program.',
    web: 'The site chat is off in the program’s configuration.',
  },
  unauthorized: {
    telegram:
      'Telegram did not accept the bot’s token. Get a new one from @BotFather, put it into TELEGRAM_TOKEN and restart the program.',
    vk: 'VK did not accept the community’s token. Create a new one in Manage → API usage, put it into VK_TOKEN and restart the program.',
    web: 'The site chat did not start.',
  },
  failing: 'The program keeps trying. If it does not pass within minutes, check the server’s network.',
  said: 'The messenger’s answer',
  bot: 'Bot',
  snippet: 'Paste into the site before </body>',
  chatPage: 'Open the chat as a page',
  needsPublicUrl: 'To have this code ready to paste, set PUBLIC_URL: the address at which the program is seen from outside.',
};
