/** Starts both stand-ins on fixed ports for whoever wants to try the program by hand: `tsx tools/stand-ins/main.ts`. */
import { startTelegramStandIn, startVkStandIn } from './index.ts';

const telegram = await startTelegramStandIn({ port: Number(process.env.TELEGRAM_STAND_IN_PORT ?? 8081) });
const vk = await startVkStandIn({ port: Number(process.env.VK_STAND_IN_PORT ?? 8082) });

console.log(`Telegram stands in at ${telegram.url} (journal: ${telegram.url}/journal)
  TELEGRAM_API_ROOT=${telegram.url}
  TELEGRAM_TOKEN=${telegram.token}
VK stands in at ${vk.url} (journal: ${vk.url}/journal)
  VK_API_ROOT=${vk.url}
  VK_TOKEN=${vk.token}
  VK_GROUP_ID=${vk.group.id}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([telegram.stop(), vk.stop()]).then(() => process.exit(0));
  });
}
