/** Signing in, the first visit, the profile. */
export const login = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  wrong: 'The e-mail or the password is wrong. Check the keyboard layout and try again.',
  ended: 'Your session has ended. Sign in again and you come back to the same page.',
};

export const setup = {
  title: 'First visit',
  intro: 'Nobody has an account here yet. Make yours: you become the owner.',
  code: 'Code from the program’s log',
  codeHint: 'The program printed it when it started. A restart makes a new one.',
  name: 'Your name',
  badEmail: 'This has to be an e-mail address, for example olga@example.org',
  passwordHint: '8 to 200 characters.',
  submit: 'Create and sign in',
};

export const settings = {
  sectionsLabel: 'Settings',
  sections: { me: 'Profile' },
  title: 'Profile',
  about: 'About me',
  name: 'Name',
  nameHint: 'Customers see it in the chat, colleagues on the cards.',
  role: 'Role',
  language: 'Language',
  theme: 'Theme',
  enter: 'The Enter key in a reply',
  enterSends: 'sends, Shift+Enter breaks the line',
  enterBreaks: 'breaks the line, Ctrl+Enter sends',
  password: 'Password',
  passwordIntro: 'A new password signs your other devices out.',
  present: 'Present password',
  next: 'New password',
  repeated: 'New password again',
  change: 'Change the password',
  saved: 'Saved.',
  signOut: 'Sign out',
};
