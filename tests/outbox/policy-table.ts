/**
 * What may be sent when, as a table: `what | when | situation | verdict`, by the clock of the contact's zone (Europe/Moscow where none is named)
 * on Tuesday, March 10th 2026 unless a date stands there; `+1` is the day after. `ad` is advertising. Caps are 2 a day and 5 in seven days, quiet
 * hours 21:00 to 09:00, a talk with people holds for 60 minutes, one with the bot for 15, unless the situation names others.
 */
export const policyTable: Record<string, string> = {
  reachability: `
    live          | 12:00 | no identity                          | never noContact
    live          | 12:00 | blocked                              | never blocked
    live          | 12:00 | denied                               | never denied
    live          | 12:00 | account deleted                      | never deleted
    live          | 12:00 | never started                        | never neverStarted
    live          | 12:00 |                                      | send
    staff live    | 12:00 | no identity                          | never noContact
    staff live    | 12:00 | blocked                              | never blocked
    staff live    | 12:00 | denied                               | never denied
    staff live    | 12:00 | account deleted                      | never deleted
    staff live    | 12:00 | never started                        | never neverStarted
    staff live    | 12:00 |                                      | send
    reminder      | 12:00 | no identity                          | never noContact
    reminder      | 12:00 | blocked                              | never blocked
    reminder      | 12:00 | denied                               | never denied
    reminder      | 12:00 | account deleted                      | never deleted
    reminder      | 12:00 | never started                        | never neverStarted
    chain         | 12:00 | no identity                          | never noContact
    chain         | 12:00 | blocked                              | never blocked
    chain         | 12:00 | denied                               | never denied
    chain         | 12:00 | account deleted                      | never deleted
    chain         | 12:00 | never started                        | never neverStarted
    broadcast     | 12:00 | no identity                          | never noContact
    broadcast     | 12:00 | blocked                              | never blocked
    broadcast     | 12:00 | denied                               | never denied
    broadcast     | 12:00 | account deleted                      | never deleted
    broadcast     | 12:00 | never started                        | never neverStarted
    ad broadcast  | 12:00 | no identity, consent                 | never noContact
    ad broadcast  | 12:00 | blocked, consent                     | never blocked
    ad broadcast  | 12:00 | denied, consent                      | never denied
    ad broadcast  | 12:00 | account deleted, consent             | never deleted
    ad broadcast  | 12:00 | never started, consent               | never neverStarted
    ad chain      | 12:00 | blocked, consent                     | never blocked
    ad reminder   | 12:00 | blocked, consent                     | never blocked
    ad broadcast  | 03:00 | blocked, consent                     | never blocked
    ad broadcast  | 12:00 | blocked                              | never blocked
    ad broadcast  | 12:00 | blocked, withdrawn                   | never blocked
  `,
  'cards in the trash': `
    live          | 12:00 | in the trash                         | send
    live          | 12:00 | in the trash, blocked                | never blocked
    staff live    | 12:00 | in the trash                         | send
    reminder      | 12:00 | in the trash                         | never deleted
    ad reminder   | 12:00 | in the trash, consent                | never deleted
    chain         | 12:00 | in the trash                         | never deleted
    ad chain      | 12:00 | in the trash, consent                | never deleted
    broadcast     | 12:00 | in the trash                         | never deleted
    ad broadcast  | 12:00 | in the trash, consent                | never deleted
    ad broadcast  | 12:00 | in the trash                         | never deleted
    broadcast     | 03:00 | in the trash                         | never deleted
    broadcast     | 12:00 | in the trash, no identity            | never deleted
    broadcast     | 12:00 | in the trash, blocked                | never deleted
  `,
  'a live answer obeys nothing else': `
    live          | 03:00 |                                      | send
    live          | 23:59 |                                      | send
    staff live    | 03:00 |                                      | send
    live          | 12:00 | withdrawn                            | send
    staff live    | 12:00 | withdrawn                            | send
    live          | 12:00 | got 10:00 11:00 11:30                | send
    live          | 12:00 | people 1                             | send
    live          | 12:00 | bot 1                                | send
    live          | 12:00 | topic refused                        | send
    live          | 12:00 | expires 11:00                        | send
    ad live       | 12:00 |                                      | send
    ad live       | 12:00 | withdrawn                            | send
    staff live    | 03:00 | people 0, got 02:00 02:30, withdrawn | send
  `,
  'consent to advertising': `
    ad broadcast  | 12:00 | consent                              | send
    ad broadcast  | 12:00 |                                      | never noConsent
    ad broadcast  | 12:00 | withdrawn                            | never unsubscribed
    ad chain      | 12:00 | consent                              | send
    ad chain      | 12:00 |                                      | never noConsent
    ad chain      | 12:00 | withdrawn                            | never unsubscribed
    ad reminder   | 12:00 | consent                              | send
    ad reminder   | 12:00 |                                      | never noConsent
    ad reminder   | 12:00 | withdrawn                            | never unsubscribed
    staff ad broadcast | 12:00 |                                 | never noConsent
    staff ad broadcast | 12:00 | consent                         | send
    broadcast     | 12:00 |                                      | send
    broadcast     | 12:00 | withdrawn                            | send
    chain         | 12:00 |                                      | send
    chain         | 12:00 | withdrawn                            | send
    reminder      | 12:00 |                                      | send
    reminder      | 12:00 | withdrawn                            | send
    ad broadcast  | 12:00 | no consent needed                    | send
    ad broadcast  | 12:00 | no consent needed, consent           | send
    ad broadcast  | 12:00 | no consent needed, withdrawn         | never unsubscribed
    ad chain      | 12:00 | no consent needed                    | send
    ad chain      | 12:00 | no consent needed, withdrawn         | never unsubscribed
    ad reminder   | 12:00 | no consent needed                    | send
    ad reminder   | 12:00 | no consent needed, withdrawn         | never unsubscribed
    ad broadcast  | 03:00 |                                      | never noConsent
    ad broadcast  | 03:00 | withdrawn                            | never unsubscribed
    ad broadcast  | 12:00 | people 1                             | never noConsent
    ad broadcast  | 12:00 | got 10:00 11:00                      | never noConsent
  `,
  topics: `
    ad broadcast  | 12:00 | consent, topic                       | send
    ad broadcast  | 12:00 | consent, topic wanted                | send
    ad broadcast  | 12:00 | consent, topic refused               | never topicUnwanted
    ad broadcast  | 12:00 | topic wanted                         | never noConsent
    ad broadcast  | 12:00 | topic refused                        | never topicUnwanted
    ad broadcast  | 12:00 | withdrawn, topic wanted              | never unsubscribed
    ad broadcast  | 12:00 | withdrawn, topic refused             | never unsubscribed
    ad broadcast  | 12:00 | no consent needed, topic             | send
    ad broadcast  | 12:00 | no consent needed, topic wanted      | send
    ad broadcast  | 12:00 | no consent needed, topic refused     | never topicUnwanted
    ad broadcast  | 12:00 | consent, another topic refused       | send
    ad chain      | 12:00 | consent, topic refused               | never topicUnwanted
    ad chain      | 12:00 | consent, topic wanted                | send
    ad reminder   | 12:00 | consent, topic refused               | never topicUnwanted
    broadcast     | 12:00 | topic refused                        | never topicUnwanted
    broadcast     | 12:00 | topic                                | send
    broadcast     | 12:00 | topic wanted                         | send
    chain         | 12:00 | topic refused                        | never topicUnwanted
    chain         | 12:00 | topic                                | send
    reminder      | 12:00 | topic refused                        | never topicUnwanted
    reminder      | 12:00 | topic                                | send
    broadcast     | 03:00 | topic refused                        | never topicUnwanted
  `,
  'quiet hours': `
    broadcast     | 08:59 |                                      | wait 09:00 quietHours
    broadcast     | 09:00 |                                      | send
    broadcast     | 20:59 |                                      | send
    broadcast     | 21:00 |                                      | wait +1 09:00 quietHours
    broadcast     | 23:59 |                                      | wait +1 09:00 quietHours
    broadcast     | 00:00 |                                      | wait 09:00 quietHours
    broadcast     | 04:30 |                                      | wait 09:00 quietHours
    ad broadcast  | 04:30 | consent                              | wait 09:00 quietHours
    ad broadcast  | 22:00 | consent                              | wait +1 09:00 quietHours
    chain         | 22:00 |                                      | wait +1 09:00 quietHours
    ad chain      | 22:00 | consent                              | wait +1 09:00 quietHours
    reminder      | 22:00 |                                      | wait +1 09:00 quietHours
    reminder      | 08:59 |                                      | wait 09:00 quietHours
    reminder      | 09:00 |                                      | send
    ad reminder   | 22:00 | consent                              | wait +1 09:00 quietHours
    staff broadcast | 22:00 |                                    | wait +1 09:00 quietHours
    broadcast     | 03:00 | no quiet hours                       | send
    reminder      | 03:00 | no quiet hours                       | send
    broadcast     | 21:30 | quiet 22:00-08:00                    | send
    broadcast     | 22:00 | quiet 22:00-08:00                    | wait +1 08:00 quietHours
    broadcast     | 07:59 | quiet 22:00-08:00                    | wait 08:00 quietHours
    broadcast     | 08:00 | quiet 22:00-08:00                    | send
    broadcast     | 13:30 | quiet 13:00-14:00                    | wait 14:00 quietHours
    broadcast     | 12:59 | quiet 13:00-14:00                    | send
    broadcast     | 14:00 | quiet 13:00-14:00                    | send
    broadcast     | 03:00 | quiet 13:00-14:00                    | send
    broadcast     | 21:29 | quiet 21:30-09:45                    | send
    broadcast     | 21:30 | quiet 21:30-09:45                    | wait +1 09:45 quietHours
    broadcast     | 09:44 | quiet 21:30-09:45                    | wait 09:45 quietHours
    broadcast     | 23:30 | quiet 00:00-09:00                    | send
    broadcast     | 00:00 | quiet 00:00-09:00                    | wait 09:00 quietHours
    broadcast     | 23:59 | quiet 20:00-00:00                    | wait +1 00:00 quietHours
    broadcast     | 00:00 | quiet 20:00-00:00                    | send
    broadcast     | 12:00 | quiet 09:00-09:00                    | send
    broadcast     | 2026-12-31 23:00 |                           | wait 2027-01-01 09:00 quietHours
    broadcast     | 2028-02-28 22:00 |                           | wait 2028-02-29 09:00 quietHours
  `,
  "the contact's own clock": `
    broadcast     | 2026-03-10T18:30Z | in Europe/Moscow         | wait 2026-03-11T06:00Z quietHours
    broadcast     | 2026-03-10T18:30Z | in Europe/Kaliningrad    | send
    broadcast     | 2026-03-10T18:30Z | in Asia/Vladivostok      | wait 2026-03-10T23:00Z quietHours
    broadcast     | 2026-03-10T02:30Z | in Asia/Vladivostok      | send
    broadcast     | 2026-03-10T02:30Z | in Asia/Kamchatka        | send
    broadcast     | 2026-03-10T09:30Z | in Asia/Kamchatka        | wait 2026-03-10T21:00Z quietHours
    broadcast     | 2026-03-10T15:30Z | in Asia/Kolkata          | wait 2026-03-11T03:30Z quietHours
    broadcast     | 2026-03-10T15:29Z | in Asia/Kolkata          | send
    broadcast     | 2026-03-10T12:00Z | in Pacific/Kiritimati    | wait 2026-03-10T19:00Z quietHours
    broadcast     | 2026-03-10T12:00Z | in Pacific/Pago_Pago     | wait 2026-03-10T20:00Z quietHours
    broadcast     | 2026-03-10T12:00Z | in America/New_York      | wait 2026-03-10T13:00Z quietHours
    reminder      | 2026-03-10T12:00Z | in America/New_York      | wait 2026-03-10T13:00Z quietHours
    live          | 2026-03-10T12:00Z | in America/New_York      | send
    broadcast     | 2026-03-10T18:30Z | in Mars/Olympus          | send
    broadcast     | 2026-03-10T18:30Z | in Mars/Olympus, firm in Europe/Moscow        | wait 2026-03-11T06:00Z quietHours
    broadcast     | 2026-03-10T18:30Z | in Europe/Kaliningrad, firm in Europe/Moscow  | send
    broadcast     | 2026-03-10T20:30Z | in an empty zone, firm in Europe/London       | send
    broadcast     | 2026-03-10T21:30Z | in an empty zone, firm in Europe/London       | wait 2026-03-11T09:00Z quietHours
    broadcast     | 2026-03-10T18:30Z | in Mars/Olympus, firm in Mars/Elysium         | send
    broadcast     | 2026-03-10T21:30Z | in Mars/Olympus, firm in Mars/Elysium         | wait 2026-03-11T09:00Z quietHours
  `,
  'nights in which the clocks change': `
    broadcast     | 2026-03-28T22:30Z | in Europe/Berlin         | wait 2026-03-29T07:00Z quietHours
    broadcast     | 2026-03-29T06:59Z | in Europe/Berlin         | wait 2026-03-29T07:00Z quietHours
    broadcast     | 2026-03-29T07:00Z | in Europe/Berlin         | send
    broadcast     | 2026-03-28T20:30Z | in Europe/Berlin         | wait 2026-03-29T07:00Z quietHours
    broadcast     | 2026-03-28T19:59Z | in Europe/Berlin         | send
    broadcast     | 2026-10-24T20:00Z | in Europe/Berlin         | wait 2026-10-25T08:00Z quietHours
    broadcast     | 2026-10-24T18:59Z | in Europe/Berlin         | send
    broadcast     | 2026-10-25T07:59Z | in Europe/Berlin         | wait 2026-10-25T08:00Z quietHours
    broadcast     | 2026-10-25T08:00Z | in Europe/Berlin         | send
    broadcast     | 2026-03-29T00:30Z | in Europe/Berlin, quiet 22:00-02:30 | wait 2026-03-29T01:30Z quietHours
    broadcast     | 2026-10-25T00:10Z | in Europe/Berlin, quiet 22:00-02:30 | wait 2026-10-25T00:30Z quietHours
    broadcast     | 2026-10-25T00:30Z | in Europe/Berlin, quiet 22:00-02:30 | send
    broadcast     | 2026-10-25T01:10Z | in Europe/Berlin, quiet 22:00-02:30 | send
    broadcast     | 2026-03-08T06:30Z | in America/New_York      | wait 2026-03-08T13:00Z quietHours
    broadcast     | 2026-11-01T05:30Z | in America/New_York      | wait 2026-11-01T14:00Z quietHours
    broadcast     | 2026-10-04T15:00Z | in Australia/Lord_Howe   | wait 2026-10-04T22:00Z quietHours
    ad broadcast  | 2026-03-28T22:30Z | in Europe/Berlin, consent | wait 2026-03-29T07:00Z quietHours
    reminder      | 2026-10-25T01:30Z | in Europe/Berlin         | wait 2026-10-25T08:00Z quietHours
  `,
  'how often': `
    ad broadcast  | 12:00 | consent, got 10:00                   | send
    ad broadcast  | 12:00 | consent, got 10:00 11:00             | never tooOften
    ad broadcast  | 12:00 | consent, got 09:00 10:00 11:00       | never tooOften
    ad broadcast  | 12:00 | consent, got -1/10:00 -1/11:00       | send
    ad broadcast  | 12:00 | consent, got 10:00 -1/11:00          | send
    ad broadcast  | 12:00 | consent, got -1/10:00 -2/10:00 -3/10:00 -4/10:00 -5/10:00   | never tooOften
    ad broadcast  | 12:00 | consent, got -1/10:00 -2/10:00 -3/10:00 -4/10:00            | send
    ad broadcast  | 12:00 | consent, got 11:00 -1/10:00 -2/10:00 -3/10:00 -4/10:00      | never tooOften
    ad broadcast  | 12:00 | consent, got -2/10:00 -3/10:00 -4/10:00 -5/10:00 -6/23:00   | never tooOften
    ad broadcast  | 12:00 | consent, got -2/10:00 -3/10:00 -4/10:00 -5/10:00 -7/23:00   | send
    ad broadcast  | 12:00 | consent, got -7/10:00 -7/11:00 -7/12:00 -7/13:00 -7/14:00   | send
    ad broadcast  | 12:00 | consent, no caps, got 10:00 10:30 11:00 11:30 -1/10:00 -1/11:00 | send
    ad broadcast  | 12:00 | consent, caps 1 -, got 11:59         | never tooOften
    ad broadcast  | 12:00 | consent, caps 1 -, got -1/23:59      | send
    ad broadcast  | 10:00 | consent, caps 1 -, got -1/10:01      | send
    ad broadcast  | 12:00 | consent, caps - 1, got -6/12:00      | never tooOften
    ad broadcast  | 10:00 | consent, caps - 1, got -7/10:01      | send
    ad broadcast  | 12:00 | consent, caps 3 -, got 10:00 11:00   | send
    ad broadcast  | 12:00 | consent, got 10:00 11:00, no consent needed | never tooOften
    ad broadcast  | 04:00 | consent, caps 1 -, got 00:30         | never tooOften
    ad broadcast  | 22:00 | consent, caps 1 -, got 12:00         | wait +1 09:00 quietHours
    ad chain      | 12:00 | consent, got 10:00                   | send
    ad chain      | 12:00 | consent, got 10:00 11:00             | wait +1 09:00 tooOften
    ad chain      | 12:00 | consent, got 10:00 11:00, no quiet hours | wait +1 00:00 tooOften
    ad chain      | 12:00 | consent, got 11:00 -1/10:00 -2/10:00 -3/10:00 -4/10:00 | wait +3 09:00 tooOften
    ad chain      | 12:00 | consent, caps - 1, got 11:00         | wait +7 09:00 tooOften
    ad chain      | 12:00 | consent, caps - 1, got -6/11:00      | wait +1 09:00 tooOften
    ad chain      | 12:00 | consent, caps 1 1, got -6/11:00      | wait +1 09:00 tooOften
    ad chain      | 12:00 | consent, quiet 22:00-10:30, got 10:40 11:00 | wait +1 10:30 tooOften
    ad reminder   | 12:00 | consent, got 10:00 11:00             | wait +1 09:00 tooOften
    ad reminder   | 12:00 | consent, got 10:00                   | send
    broadcast     | 12:00 | got 10:00 11:00 11:30                | send
    chain         | 12:00 | got 10:00 11:00 11:30                | send
    reminder      | 12:00 | got 10:00 11:00 11:30                | send
    ad chain      | 2026-03-10T22:30Z | in Europe/Moscow, consent, caps 1 -, got 2026-03-10T20:59Z | wait 2026-03-11T06:00Z quietHours
    ad chain      | 2026-03-10T22:30Z | in Europe/Moscow, consent, caps 1 -, got 2026-03-10T21:00Z | wait 2026-03-12T06:00Z tooOften
    ad broadcast  | 2026-03-11T06:30Z | in Europe/Moscow, consent, caps 1 -, got 2026-03-10T20:59Z | send
    ad broadcast  | 2026-03-11T06:30Z | in Asia/Tokyo, consent, caps 1 -, got 2026-03-10T15:30Z    | never tooOften
    ad broadcast  | 2026-03-11T06:30Z | in Asia/Tokyo, consent, caps 1 -, got 2026-03-10T14:30Z    | send
    ad chain      | 2026-03-28T12:00Z | in Europe/Berlin, consent, caps 1 -, got 2026-03-28T10:00Z | wait 2026-03-29T07:00Z tooOften
  `,
  'a talk that is under way': `
    broadcast     | 12:00 | people 10                            | wait 12:50 liveConversation
    broadcast     | 12:00 | people 59                            | wait 12:01 liveConversation
    broadcast     | 12:00 | people 60                            | send
    broadcast     | 12:00 | people 300                           | send
    broadcast     | 12:00 | bot 5                                | wait 12:10 liveConversation
    broadcast     | 12:00 | bot 15                               | send
    broadcast     | 12:00 | bot 0                                | wait 12:15 liveConversation
    ad broadcast  | 12:00 | consent, people 10                   | wait 12:50 liveConversation
    ad broadcast  | 12:00 | consent, bot 5                       | wait 12:10 liveConversation
    chain         | 12:00 | people 10                            | wait 12:50 liveConversation
    chain         | 12:00 | bot 5                                | wait 12:10 liveConversation
    ad chain      | 12:00 | consent, people 10                   | wait 12:50 liveConversation
    reminder      | 12:00 | people 10                            | send
    reminder      | 12:00 | bot 5                                | send
    ad reminder   | 12:00 | consent, people 10                   | wait 12:50 liveConversation
    ad reminder   | 12:00 | consent, bot 5                       | wait 12:10 liveConversation
    broadcast     | 12:00 | people 10, hold 0 0                  | send
    broadcast     | 12:00 | people 10, hold 20 0                 | wait 12:10 liveConversation
    broadcast     | 12:00 | bot 10, hold 0 30                    | wait 12:20 liveConversation
    broadcast     | 20:50 | people 10                            | wait +1 09:00 liveConversation
    broadcast     | 20:00 | people 10                            | wait 20:50 liveConversation
    broadcast     | 08:30 | people 10                            | wait 09:20 liveConversation
    broadcast     | 08:00 | people 10                            | wait 09:00 liveConversation
    broadcast     | 22:00 | people 10                            | wait +1 09:00 liveConversation
    broadcast     | 22:00 | people 90                            | wait +1 09:00 quietHours
    ad broadcast  | 12:00 | consent, people 10, got 10:00 11:00  | never tooOften
    ad chain      | 12:00 | consent, people 10, got 10:00 11:00  | wait +1 09:00 tooOften
    ad chain      | 23:30 | consent, people 10, no quiet hours, caps 1 -, got 12:00 | wait +1 00:20 liveConversation
    broadcast     | 12:00 | people 10, withdrawn                 | wait 12:50 liveConversation
    ad broadcast  | 12:00 | people 10, withdrawn                 | never unsubscribed
  `,
  'what is of no use any more': `
    broadcast     | 12:00 | expires 11:59                        | never expired
    broadcast     | 12:00 | expires 12:00                        | never expired
    broadcast     | 12:00 | expires 12:01                        | send
    reminder      | 12:00 | expires 11:59                        | never expired
    reminder      | 12:00 | expires 15:00                        | send
    chain         | 12:00 | expires 11:59                        | never expired
    ad broadcast  | 12:00 | consent, expires 11:59               | never expired
    ad broadcast  | 12:00 | withdrawn, expires 11:59             | never expired
    ad broadcast  | 12:00 | withdrawn, expires 15:00             | never unsubscribed
    reminder      | 22:00 | expires +1 08:00                     | never expired
    reminder      | 22:00 | expires +1 09:00                     | never expired
    reminder      | 22:00 | expires +1 10:00                     | wait +1 09:00 quietHours
    broadcast     | 12:00 | people 10, expires 12:30             | never expired
    broadcast     | 12:00 | people 10, expires 13:00             | wait 12:50 liveConversation
    ad chain      | 12:00 | consent, got 10:00 11:00, expires 23:00    | never expired
    ad chain      | 12:00 | consent, got 10:00 11:00, expires +1 12:00 | wait +1 09:00 tooOften
    ad broadcast  | 12:00 | consent, got 10:00 11:00, expires 23:00    | never tooOften
    live          | 12:00 | expires 11:59                        | send
    broadcast     | 12:00 | blocked, expires 11:59               | never blocked
    broadcast     | 12:00 | in the trash, expires 11:59          | never deleted
  `,
};
