/** Ready automations. The messages are written as in mailings, and so are not filled in by the panel. */
export const automationTemplates = {
  birthday: {
    name: 'Birthday with a discount',
    about:
      'On the birthday, at 10 a.m. by the person’s own clock, congratulates with a 10% discount. Once a year, only to those who agree to advertising.',
    message:
      '{{contact.firstName|default:"Hello"}}, happy birthday! 🎂\n\nHere is 10% off any order within the next 7 days. Just show this message.',
    tag: 'birthday discount',
  },
  repeatVisit: {
    name: 'Another visit a month later',
    about:
      '30 days after a deal was won, at 11, invites again. Whoever has come back meanwhile (there is an open deal) is left alone.',
    message:
      '{{contact.firstName|default:"Hello"}}, it has been a month since your last visit. Would you like to come again? Answer here and we will find a time that suits you.',
  },
  appointment: {
    name: 'A reminder the day before an appointment',
    about:
      'The day before a date on the card, at 12, reminds of the appointment. With its buttons one confirms, moves or cancels it; a manager learns of a move or a cancellation by a task.',
    message: '{{contact.firstName|default:"Hello"}}, a reminder: you have an appointment with us tomorrow. Will you come?',
    confirm: 'I will come',
    move: 'Move it',
    cancel: 'Cancel the appointment',
    confirmed: 'Thank you, see you soon!',
    when: 'To which day and time would you like to move it?',
    moved: 'Thank you! A manager will confirm the new time.',
    cancelled: 'The appointment is cancelled. We hope to see you another time.',
    moveTask: 'Move the appointment',
    cancelTask: 'The appointment is cancelled, free the time',
    tag: 'appointment confirmed',
    confirmFlow: 'Appointment: confirm',
    moveFlow: 'Appointment: move',
    cancelFlow: 'Appointment: cancel',
  },
  unfinished: {
    name: 'An unfinished questionnaire',
    about:
      'When somebody falls silent for an hour in the middle of a questionnaire, reminds them once. Without an answer a day later, makes a task for a manager.',
    message: 'We stopped half-way, there is only a little left. Just answer the last question.',
    repeat: 'Repeat',
    task: 'Did not finish the questionnaire: get in touch',
  },
  noAnswer: {
    name: 'No answer from a manager in 15 minutes',
    about:
      'When a customer has waited for people for more than 15 working minutes, tells whoever holds the conversation, or else all managers.',
    notice: '{{contact.name|default:"A customer"}} has waited for 15 minutes',
  },
  thanks: {
    name: '“Thank you” and a request for a review',
    about: 'An hour after a deal was won says thank you, and a day later asks for a review.',
    thanks: '{{contact.firstName|default:"Hello"}}, thank you for choosing us! Should you have questions, just write here.',
    review: 'How did you like our work? Your opinion matters to us, and it takes a minute.',
    leave: 'Leave a review',
  },
  winBack: {
    name: 'Win back after 90 days of silence',
    about:
      'When nothing was heard of somebody for 90 days and there are no open deals, invites them back. Without an answer a week later, makes a task.',
    message:
      '{{contact.firstName|default:"Hello"}}, it has been a while! For those who come back there is 15% off until the end of the week. How can we help?',
    task: 'Did not answer the invitation to come back: call',
  },
} as const;
