/** What the panel says when something does not work, by the codes of errors. */
export const errors = {
  home: 'To the inbox',
  status: {
    400: 'The request is not understood',
    403: 'Not allowed',
    404: 'There is no such page',
    410: 'This is gone',
    413: 'Too big',
    422: 'That did not work',
    429: 'Too often',
    500: 'Something broke',
    other: 'That did not work',
  },
  panel: {
    not_found: { text: 'Check the address, or find it through the sections.' },
    bad_csrf: {
      title: 'The page is out of date',
      text: 'It was opened too long ago or in another session. Reload it and try again; nothing was changed.',
    },
    bad_form: { text: 'Some of the fields are not filled in as they should be. Go back and check them.' },
    bad_request: { text: 'The server could not read the request. Reload the page and try again.' },
    too_big: { text: 'The server does not take that much at once. Send files one by one, up to 20 MB each.' },
    too_many: { title: 'Too many attempts', text: 'Wait {{minutes}} minutes and try again.' },
    forbidden: { text: 'Your role does not include this. Ask the owner.' },
    broken: { text: 'The error is in the log. If it happens again, tell the owner the number {{reference}}.' },
  },
  staff: {
    wrong_code: { text: 'This code is wrong. It stands in the program’s log; a restart prints a new one.' },
    not_first: { text: 'The account exists already. Go to the sign-in page.' },
    weak_password: { text: 'A password has {{shortest}} to {{longest}} characters.' },
    wrong_password: { text: 'The present password is wrong.' },
    different_passwords: { text: 'The new password and its repetition differ.' },
  },
  contacts: {
    not_found: {
      title: 'No such contact',
      text: 'There is no card at this address. Look for the person in the list of contacts.',
    },
    bad_phone: { text: 'This does not look like a phone number. For example, +7 999 000-00-01.' },
    bad_email: { text: 'This does not look like an e-mail address. For example, olga@example.org.' },
    bad_birthday: { text: 'Write the date as 1990-05-12 or 12.05.1990.' },
  },
  tasks: { not_found: { text: 'This task is not there any more.' } },
  flows: {
    not_found: { title: 'No such flow', text: 'There is no flow of this name. Choose another in the list.' },
    no_revision: { title: 'No such revision', text: 'The flow has no such revision.' },
    bad_id: { text: 'A name in links has 1 to 40 lower-case latin letters, digits, “-” and “_”.' },
    id_taken: { text: 'There is a flow named {{id}} already. Choose another name in links.' },
    move_running: { text: 'People of this flow are being moved already. Wait until that is done.' },
    moved_on: { text: 'Another revision runs by now. Open the page again.' },
    no_step: { text: 'The running revision has no step {{step}}. Open the page again.' },
  },
  inbox: {
    not_found: {
      title: 'No such conversation',
      text: 'There is no conversation at this address. Pick another one from the list.',
    },
    no_messenger: { text: 'This messenger is off now, nothing can be sent through it.' },
    empty_reply: { text: 'Write a text or attach a file.' },
    nothing_to_send_again: { text: 'The message is on its way already, or gone.' },
    bot_speaks: { text: 'The bot is speaking. Take the conversation over first.' },
  },
  file: {
    not_found: { title: 'No such file', text: 'The file was not found: it may have been removed.' },
    gone: { title: 'The file is not available', text: 'The messenger does not give this file any more.' },
    too_big: { title: 'The file is too big', text: 'A file of this size cannot be stored.' },
  },
};
