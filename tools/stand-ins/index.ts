export type * from './shared/customer.ts';
export type * from './shared/failures.ts';
export type { Journal, JournalEntry, JournalFilter } from './shared/journal.ts';
export type { Match, Received, ReceivedButton, ReceivedFile } from './shared/mailbox.ts';
export * from './shared/sample-files.ts';
export type { TelegramGroup } from './telegram/group.ts';
export { startTelegramStandIn, type TelegramOptions, type TelegramStandIn, telegramToken } from './telegram/start.ts';
export type { VkCustomer, VkCustomerOptions } from './vk/customer.ts';
export { startVkStandIn, type VkOptions, type VkStandIn, vkToken } from './vk/start.ts';
