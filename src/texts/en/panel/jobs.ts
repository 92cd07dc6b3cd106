/** The page of what the program does by the clock. */
export const jobs = {
  title: 'Background jobs',
  intro:
    'What the program does by the clock, without people. New work is found and taken up by itself; here you see when something fails.',
  caption: 'Background jobs',
  failing_one: '{{count}} job failed. It will be tried again at its time.',
  failing_other: '{{count}} jobs failed. They will be tried again at their time.',
  fine_one: 'All is well: {{count}} job.',
  fine_other: 'All is well: {{count}} jobs.',
  what: 'Job',
  last: 'Last time',
  took: 'Took',
  next: 'Next time',
  never: 'not yet',
  now: 'running now',
  run: 'Run now',
  runHint: 'Run now: {{title}}',
  failedAt: 'Failed',
  noReason: 'no reason given',
  failures_one: 'failed {{count}} time in all',
  failures_other: 'failed {{count}} times in all',
  empty: {
    title: 'No jobs yet',
    text: 'They appear once a process with jobs runs (RUN=jobs).',
  },
  every: {
    second_one: 'every second',
    second_other: 'every {{count}} seconds',
    minute_one: 'every minute',
    minute_other: 'every {{count}} minutes',
    hour_one: 'every hour',
    hour_other: 'every {{count}} hours',
    day_one: 'every day',
    day_other: 'every {{count}} days',
  },
  names: {
    leases: {
      recover: 'Take up what other processes began',
    },
    automations: {
      work: 'Steps of automations',
    },
    broadcasts: {
      tick: 'Mailings: planning and progress',
    },
    duplicates: {
      find: 'Looking for similar cards',
    },
    trash: {
      empty: 'Emptying the trash',
    },
    people: {
      erase: 'Erasing people’s data',
    },
    retention: {
      sweep: 'How long things are kept',
    },
    search: {
      index: 'Search in messages',
    },
    segments: {
      traits: 'Data for segments',
      moves: 'Who entered and left segments',
      scores: 'RFM and ABC',
    },
    mailings: {
      attribute: 'Replies and deals after mailings',
    },
    merges: {
      work: 'Merging cards',
    },
    flows: {
      move: 'Moving people to a new version of a flow',
      due: 'Reminders and waits in flows',
    },
    webhooks: {
      call: 'Requests of flows to other programs',
      tell: 'Webhooks about events',
    },
    replies: {
      due: 'Scheduled replies',
    },
    alerts: {
      tell: 'Notifications to the staff',
    },
    conversations: {
      handOut: 'Handing out conversations',
      return: 'Giving conversations back to the bot',
    },
    tasks: {
      remind: 'Reminders of tasks',
    },
    files: {
      fetch: 'Fetching customers’ files',
      sweep: 'Sweeping unused files',
    },
    audit: {
      sweep: 'Sweeping the audit',
    },
    contacts: {
      grade: 'Temperature and category',
      renew: 'Renewing cards',
    },
    imports: {
      work: 'Imports',
      sweep: 'Sweeping after imports',
    },
    deals: {
      open: 'Counting open deals',
      orders: 'Orders from won deals',
      buttons: 'Buttons of deals',
      nextSteps: 'Deals without a next step',
    },
  },
};
