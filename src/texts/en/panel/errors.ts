import { automationErrors } from './automations.ts';
import { broadcastErrors } from './broadcast-errors.ts';
import { consentErrors } from './consents.ts';
import { contactErrors } from './contact-errors.ts';
import { dealErrors } from './deal-errors.ts';
import { importErrors } from './imports.ts';
import { segmentProblems } from './segments.ts';
/** What the panel says when something does not work, by the codes of errors. */
export const errors = {
  home: 'To the inbox',
  signIn: 'Sign in',
  again: 'Open it again',
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
    not_found: {
      text: 'Check the address, or find it through the sections.',
      stranger: 'Check the address: there may be a slip in it.',
    },
    bad_csrf: {
      title: 'The page is out of date',
      text: 'It was opened too long ago or in another session. Reload it and try again; nothing was changed.',
    },
    bad_form: { text: 'Some of the fields are not filled in as they should be. Go back and check them.' },
    bad_request: { text: 'The server could not read the request. Reload the page and try again.' },
    too_big: { text: 'The server does not take that much at once. Send files one by one, up to 20 MB each.' },
    forbidden: { text: 'Your role does not include this. Ask the owner.' },
    database_away: {
      title: 'The database does not answer right now',
      text: 'Nothing that was received is lost: the program waits for the database and goes on by itself. Open the page again in a minute; if this lasts, check the database server.',
    },
    broken: { text: 'The error is in the log. If it happens again, tell the owner the number {{reference}}.' },
  },
  staff: {
    wrong_code: { text: 'This code is wrong. It stands in the program’s log; a restart prints a new one.' },
    not_first: { text: 'The account exists already. Go to the sign-in page.' },
    weak_password: { text: 'A password has {{shortest}} to {{longest}} characters.' },
    wrong_password: { text: 'The present password is wrong.' },
    different_passwords: { text: 'The new password and its repetition differ.' },
    common_password: {
      text: 'This password is one of those that are tried first. Take some words that have nothing to do with each other.',
    },
    password_is_email: { text: 'The password is too close to the e-mail. Choose another one.' },
    too_many: { title: 'Too many attempts', text: 'Too many attempts. Try again in {{minutes}} min.' },
    switched_off: { text: 'This account is switched off. Ask the owner.' },
    not_found: { title: 'No such person', text: 'This account does not exist any more.' },
    email_taken: { text: '{{email}} has an account already.' },
    invited_already: { text: '{{email}} is invited already. You can get a new link in the list.' },
    link_not_found: { text: 'This invitation does not exist any more. Reload the page.' },
    link: {
      gone: { title: 'The link does not work', text: 'It was used, taken back, or 72 hours are over. Ask for a new one.' },
    },
    role_not_found: { text: 'This role does not exist any more. Reload the page.' },
    role_taken: { text: 'There is a role “{{name}}” already. Call this one something else.' },
    role_in_use: { text: 'Somebody has this role. Give these people another one first.' },
    role_forbidden: { text: 'You cannot give or take rights that you do not have.' },
    last_owner: { text: 'This is the last owner. Make somebody else an owner first.' },
    own_account: { text: 'You cannot switch off your own account. Another owner can.' },
    bad_successor: { text: 'Choose somebody who works here now.' },
    no_offer: { text: 'Begin the set-up anew.' },
    wrong_code_now: { text: 'The code does not fit. Wait for the next one and try again.' },
  },
  automations: automationErrors,
  accounts: { conflict: { text: 'This is set in the server’s configuration ({{variable}}) and changed only there.' } },
  merges: {
    same: { text: 'This is the same card. Choose another one.' },
    gone: { text: 'One of the cards is not there any more: it is in the trash, deleted or merged already.' },
    busy: { text: 'One of these cards is being merged right now. Try again in a minute.' },
    parted: { text: 'These cards are separate already.' },
    later_first: { text: 'This card was merged into another one later. Separate those first.' },
    not_found: { text: 'There is no such merge.' },
  },
  duplicates: { not_found: { text: 'One of the cards is not there any more.' } },
  contacts: {
    ...contactErrors,
    not_found: {
      title: 'No such contact',
      text: 'There is no card at this address. Look for the person in the list of contacts.',
    },
    bad_phone: { text: 'This does not look like a phone number. For example, +7 999 000-00-01.' },
    bad_email: { text: 'This does not look like an e-mail address. For example, olga@example.org.' },
    bad_birthday: { text: 'Write the date as 1990-05-12 or 12.05.1990.' },
  },
  consents: consentErrors,
  ...broadcastErrors,
  ...dealErrors,
  imports: importErrors,
  segments: segmentProblems,
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
  scheduled: {
    not_found: { text: 'This reply has gone already, or was cancelled.' },
    conflict: { text: 'Somebody has just changed it, or it is going. Open it anew.' },
    bad_time: { text: 'Choose a day and a time.' },
    past: { text: 'This time is over already. Choose another.' },
    too_far: { text: 'At most a year ahead.' },
  },
  replies: {
    not_found: { text: 'This canned reply does not exist any more.' },
    conflict: { text: 'Somebody else has just changed this reply. Open it anew: your text is kept below.' },
  },
  inbox: {
    not_found: {
      title: 'No such conversation',
      text: 'There is no conversation at this address. Pick another one from the list.',
    },
    no_messenger: { text: 'This messenger is off now, nothing can be sent through it.' },
    empty_reply: { text: 'Write a text or attach a file.' },
    gaps: { text: 'Fill in: {{gaps}}.' },
    only_buttons: { text: 'Write something above the buttons.' },
    bad_button: {
      text: 'The button “{{label}}”: it needs a label of up to {{most}} characters, and a link begins with https://',
    },
    bad_place: { text: 'This cannot be read as a place. Give coordinates, such as 55.79, 49.11, or a link of a map.' },
    conflict: {
      title: 'Somebody was first',
      text: 'The conversation is with {{name}} by now. Reload the page and decide again.',
    },
    changed: {
      conflict: {
        title: 'Somebody was first',
        text: 'Somebody else has changed the conversation meanwhile. Reload the page and decide again.',
      },
    },
    snooze_past: { text: 'Give a time that is still to come.' },
    nothing_to_send_again: { text: 'The message is on its way already, or gone.' },
    not_changeable: { text: 'This message cannot be changed or deleted any more.' },
    edit_too_long: { text: 'The messenger takes no more than {{most}} characters here; the text has {{length}}.' },
    bot_speaks: { text: 'The bot is speaking. Take the conversation over first.' },
  },
  file: {
    unavailable: { title: 'The file is not here yet', text: 'The messenger does not give the file now. Try again in a minute.' },
    not_found: { title: 'No such file', text: 'The file was not found: it may have been removed.' },
    gone: { title: 'The file is not available', text: 'The messenger does not give this file any more.' },
    too_big: { title: 'The file is too big', text: 'A file of this size cannot be stored.' },
  },
};
