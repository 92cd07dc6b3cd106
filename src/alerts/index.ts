export { type Alert, alertKinds, alertTopics, concerns, topicOf } from './alert.ts';
export { alertHeld } from './alert-held.ts';
export {
  type AlertSettings,
  alertSettingsOf,
  changeAlertSettings,
  noteSeen,
  recentAlertSettings,
} from './alert-settings.ts';
export { alertStaff } from './alert-store.ts';
export { alertTask } from './alert-task.ts';
export { createAlerter } from './create-alerter.ts';
export { alertsOf, beginning, missedAlerts } from './customer-alerts.ts';
export { linkPrefix, makeLinkCode, unlinkMessenger } from './link-messenger.ts';
export { createStaffIntake } from './staff-intake.ts';
