import type { StaffSession } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** In their order: Edge says that it is Chrome, and Chrome that it is Safari. */
const browsers: [sign: RegExp, name: string][] = [
  [/YaBrowser\//, 'Яндекс Браузер'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [sign: RegExp, name: string, icon: 'device-desktop' | 'device-mobile'][] = [
  [/iPhone/, 'iPhone', 'device-mobile'],
  [/iPad/, 'iPad', 'device-mobile'],
  [/Android/, 'Android', 'device-mobile'],
  [/Windows/, 'Windows', 'device-desktop'],
  [/Mac OS X|Macintosh/, 'macOS', 'device-desktop'],
  [/CrOS/, 'ChromeOS', 'device-desktop'],
  [/Linux|X11/, 'Linux', 'device-desktop'],
];

/** Where somebody is signed in, as they would say it. */
export function presentSession(viewer: Viewer, session: StaffSession, own: string | undefined) {
  const browser = browsers.find(([sign]) => sign.test(session.agent))?.[1];
  const system = systems.find(([sign]) => sign.test(session.agent));
  const device = [browser, system?.[1]].filter(Boolean).join(', ');
  return {
    id: session.id,
    device: device || t(viewer.language, 'panel:security.unknownDevice'),
    icon: system?.[2] ?? 'device-desktop',
    address: session.address?.replace(/^::ffff:/, ''),
    isOwn: session.id === own,
    since: t(viewer.language, 'panel:security.since', { time: presentTime(viewer, session.startedAt).words }),
    seen: presentTime(viewer, session.lastSeenAt),
  };
}
