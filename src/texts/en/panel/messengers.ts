/** The pages of messengers. */
export const messengers = {
  web: 'Site chat',
  intro: 'Where messages come from and answers go to.',
  all: 'All messengers',
  connect: 'Connect',
  setUp: 'Set up',
  state: {
    off: 'Not connected',
    silent: 'Nobody receives',
    starting: 'Starting',
    ready: 'Working',
    unauthorized: 'Wrong token',
    failing: 'Does not answer',
    unreadable: 'Token unreadable',
  },
  off: {
    telegram: 'You need a bot’s token: @BotFather gives one in a minute.',
    vk: 'You need a community’s access key: its administrator makes one.',
    web: 'The site chat is off.',
  },
  todo: {
    silent:
      'No process of the program receives messages. Check that one with bots in its RUN is started. Messages of Telegram and VK wait and will come when it is.',
    unauthorized: 'The token was revoked or replaced. Get a new one and paste it below; messages wait.',
    unauthorizedByEnvironment: 'The token was revoked or replaced. Put a new one into {{variable}} and restart the program.',
    failing:
      'The program keeps trying. The checks on the messenger’s page say what to put right; if all is right there, check the server’s network.',
    unreadable:
      'The token is stored, but encrypted with another secret: SESSION_SECRET was changed, or the file session-secret in DATA_DIR was lost. Bring the former secret back, or paste the token again.',
  },
  said: 'The messenger’s answer',
  bot: 'Bot',
  group: 'Community',
  mayNot: 'The owner may connect and change messengers.',
  nobody: 'unknown',
  connection: {
    title: { telegram: 'The bot’s token', vk: 'The community’s key' },
    where: 'Where to get it',
    ending: 'Stored encrypted and never shown again. It ends in',
    endingless: 'Stored encrypted and never shown again.',
    changed: '{{who}}, {{when}}',
    replace: 'Replace the token',
    replaceHint: {
      telegram:
        'A new token of the same bot takes the place of the old one without losses. If it is another bot’s, people have to write to that bot first; the former conversations stay in the history.',
      vk: 'A new key of the same community takes the place of the old one without losses. If it is another community’s, people have to write to that one first; the former conversations stay in the history.',
    },
    disconnect: 'Disconnect',
    disconnectAsk: 'Disconnect {{messenger}}? The token is deleted, and no new messages come. The history stays.',
    fromEnvironment: 'Set in the server’s configuration ({{variables}}) and changed only there, with a restart of the program.',
    field: { telegram: 'Token', vk: 'Access key' },
    placeholder: { telegram: '7012345678:AAE…', vk: 'vk1.a.…' },
    submit: 'Check and connect',
    submitReplace: 'Check and replace',
    byHand: 'Callback API set up by hand',
    byHandHint:
      'Rarely needed: the program registers its address itself. Fill this in if the address is entered in the community already.',
    secret: 'Secret key',
    confirmationCode: 'The line that the server has to return',
  },
  fault: {
    shape: {
      telegram: 'This does not look like a bot’s token, which is like 7012345678:AAE… Copy all of it from @BotFather’s message.',
      vk: 'This does not look like an access key: a key is long and has no spaces. Copy all of it.',
    },
    token: {
      telegram: 'Telegram did not accept this token. Copy it from @BotFather once more, or get a new one: /revoke.',
      vk: 'VK did not accept this key. Make a new one: Manage → API usage → Access tokens.',
    },
    group: 'The key belongs to another community than VK_GROUP_ID says.',
    secret: 'The secret key has up to 50 Latin letters and digits.',
    transport: 'First set PUBLIC_URL on the server: an address that begins with https:// and is seen from the internet.',
  },
  done: {
    connected: 'Connected. Now the program sets up the rest.',
    replaced: 'The token was replaced.',
    disconnected: 'Disconnected. The token was deleted.',
    transport: 'Messages now come the other way. None was lost.',
  },
  steps: {
    telegram: {
      one: 'Open @BotFather in Telegram and press Start.',
      two: 'Write /newbot to it.',
      three: 'Choose the name that customers will see, for example “Example Studio”.',
      four: 'Choose an address in Latin letters that ends in bot, for example example_studio_bot.',
      five: 'BotFather answers with a token like 7012345678:AAE… Copy it and paste it here. Show it to nobody.',
      link: 'Open @BotFather',
    },
    vk: {
      one: 'Open your community → Manage → Messages and switch community messages on.',
      two: 'In the same place, Bot settings: switch on “Bot capabilities”.',
      three: 'Manage → API usage → Access tokens → Create token.',
      four: 'Tick the rights: community management, community messages, photos, documents. Confirm and copy the key.',
      five: 'Paste the key here. The program switches on Long Poll and its events itself. Show the key to nobody.',
      link: 'Open my communities',
    },
  },
  test: {
    title: 'Try it yourself',
    hint: 'Write from your phone: point the camera at the code, or open the link.',
    qr: 'A code for the phone’s camera: {{link}}',
  },
  checks: {
    title: 'What is set up',
    run: 'Check again',
    arrange: 'Set up',
    arrangeHint: 'The program puts right what it can: commands, menu, webhook, events.',
    working: 'Asking the messenger…',
    good: 'Everything is right',
    wrong_one: 'To be put right: {{count}}',
    wrong_few: 'To be put right: {{count}}',
    wrong_many: 'To be put right: {{count}}',
    wrong_other: 'To be put right: {{count}}',
    states: { ok: 'right', wrong: 'to be put right', unknown: 'not checked' },
    unknown: 'Could not be checked: first put right what stands above.',
    failed: 'The messenger did not answer the check. Try again in a minute.',
    telegram: {
      token: {
        title: 'Token accepted',
        wrong: 'Telegram does not accept the token. Get a new one from @BotFather: /mybots → API Token.',
      },
      webhook: {
        title: 'Webhook',
        wrong: 'The address that Telegram sends messages to is not the right one. Press “Set up”.',
        reachable: {
          title: 'Telegram reaches the server',
          wrong:
            'Telegram could not reach the server. Check that PUBLIC_URL opens from the internet over https with a valid certificate, on port 443, 80, 88 or 8443. Until it works, choose “the program asks”.',
        },
      },
      updates: {
        title: 'Kinds of updates',
        wrong: 'Telegram does not send all that is needed: edits, buttons or blocks may be lost. Press “Set up”.',
      },
      commands: { title: 'The bot’s commands', wrong: 'The menu has no commands. Press “Set up”, and customers will see them.' },
      menu: { title: 'Menu button', wrong: 'There is no button with commands beside the input field. Press “Set up”.' },
      privacy: { title: 'Private messages', wrong: 'Check the bot’s settings with @BotFather: /mybots → Bot Settings.' },
      version: {
        title: 'Version of the Bot API',
        wrong:
          'The Bot API server is older than needed. If it is yours (TELEGRAM_API_ROOT), update it; without it Telegram’s own will do.',
      },
    },
    vk: {
      token: { title: 'Key accepted', wrong: 'VK does not accept the key. Make a new one: Manage → API usage → Access tokens.' },
      group: {
        title: 'Community',
        wrong: 'The key is another community’s. Make one in the right community, or correct VK_GROUP_ID.',
      },
      rights: {
        messages: {
          title: 'Right: community messages',
          wrong: 'Without it the bot is silent. Make a key with the right “community messages”.',
        },
        photos: { title: 'Right: photos', wrong: 'Without it no photo can be sent. Make a key with the right “photos” too.' },
        docs: {
          title: 'Right: documents',
          wrong: 'Without it no file and no voice can be sent. Make a key with the right “documents” too.',
        },
        manage: {
          title: 'Right: community management',
          wrong:
            'Without it the program cannot set Long Poll up itself. Make a key with this right too, or switch everything on by hand.',
        },
      },
      bots: {
        title: 'Bot capabilities',
        wrong: 'Without them there are no buttons. Manage → Messages → Bot settings: switch on “Bot capabilities”.',
      },
      longpoll: {
        title: 'Long Poll API',
        wrong: 'Manage → API usage → Long Poll API: switch it on, version 5.199. Or press “Set up”.',
      },
      event: {
        message_new: {
          title: 'Event: incoming message',
          wrong: 'Messages do not come. Press “Set up”, or tick it in the event types.',
        },
        message_event: {
          title: 'Event: pressed button',
          wrong: 'Pressed buttons do not come. Press “Set up”, or tick “action with message”.',
        },
        message_allow: {
          title: 'Event: messages allowed',
          wrong: 'We will not learn that somebody allows messages again. Press “Set up”.',
        },
        message_deny: {
          title: 'Event: messages denied',
          wrong: 'We will not learn that somebody denies messages. Press “Set up”.',
        },
        message_reply: {
          title: 'Event: outgoing message',
          wrong: 'Answers written in VK itself will not be in the history. Press “Set up”.',
        },
        message_edit: {
          title: 'Event: changed message',
          wrong: 'We will not learn that a message was changed in VK itself. Press “Set up”.',
        },
        group_join: { title: 'Event: joined the community', wrong: 'We will not learn who joins. Press “Set up”.' },
        group_leave: { title: 'Event: left the community', wrong: 'We will not learn who leaves. Press “Set up”.' },
      },
      callback: {
        title: 'Callback API',
        wrong:
          'VK does not know the program’s address, or could not confirm it. Check that PUBLIC_URL opens from the internet, and press “Set up”.',
      },
      version: { title: 'Version of the API', wrong: 'Another version is chosen in the community’s settings. Press “Set up”.' },
    },
    web: {},
  },
  transport: {
    title: 'How messages come',
    polling: {
      label: 'The program asks Telegram',
      text: 'Needs nothing: no address, no certificate. Right for nearly everybody.',
    },
    webhook: {
      label: 'Telegram sends by itself (webhook)',
      text: 'Needs an https address seen from the internet. Fewer requests, slightly quicker answers.',
    },
    longpoll: {
      label: 'The program asks VK (Long Poll)',
      text: 'Needs nothing: no address, no certificate. Right for nearly everybody.',
    },
    callback: {
      label: 'VK sends by itself (Callback API)',
      text: 'Needs an address seen from the internet. The program registers the address and the events itself.',
    },
    address: 'The program’s address: {{url}}',
    needsAddress: 'To choose this, set PUBLIC_URL on the server, an address with https://, and restart the program.',
    save: 'Switch',
    safe: 'Nothing is lost in between: what comes in these seconds arrives the other way, and only once.',
  },
  menu: {
    start: 'Begin anew',
    menu: 'What can be done here',
    back: 'Go back one question',
    operator: 'Call a person',
    stop: 'Stop, and do not write to me',
  },
  events: {
    title: 'Last events',
    none: 'Nothing has come yet. Write to the bot yourself: the message will appear here.',
    failed: 'not handled',
    busy: 'There are too many events at the moment to find the last ones.',
    passed: 'not for us, passed over',
    kind: {
      text: 'message',
      start: 'start',
      press: 'button',
      media: 'file',
      contact: 'contact',
      location: 'place on the map',
      unsupported: 'a message that cannot be shown',
      edit: 'message edited',
      membership: 'joined or left',
      operator: 'answer from the messenger',
      reachability: 'messages allowed or denied',
    },
  },
  problems: {
    title: 'Last errors',
    none: 'There were no errors.',
    times: '{{count}} in all',
  },
  site: {
    title: 'Code for your site',
    hint: 'Paste it into each page that is to have the chat, before </body>.',
    page: 'Open the chat as a page',
    origins: 'The chat works on the pages of any site that this code is pasted into.',
    needsPublicUrl: 'To have this code ready to paste, set PUBLIC_URL: the address at which the program is seen from outside.',
  },
};
