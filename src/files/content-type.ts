import { fileTypeFromBuffer } from 'file-type';
import type { AttachmentKind } from '../messages/index.ts';
import { kindOf, safeType } from './file-kind.ts';

/** Enough for file-type to look into the directory of an office document, which is a zip. */
export const headBytes = 64 * 1024;

/** What content is, whatever its name says. */
export interface ContentType {
  /** The type under which it may leave us again: plain bytes for what could run in a browser. */
  mime: string;
  kind: AttachmentKind;
  /** It is made to run: a program, a script. Kept, but only ever downloaded. */
  program?: true;
}

/** Programs by their magic bytes, in file-type's words. */
const programTypes =
  /^application\/(x-msdownload|x-elf|x-mach-binary|wasm|java-(vm|archive)|vnd\.android\.package-archive|x\.ms\.shortcut|x-ms-regedit|x-google-chrome-extension|x-xpinstall|x-shockwave-flash|vnd\.ms-htmlhelp|x-(deb|rpm)|x-apple-diskimage|vnd\.microsoft\.portable-executable)$/;
/** Shells run what begins like this. */
const scriptHead = /^\s*#!/;
/** Windows and macOS run these by their name alone. Pages and drawings (HTML, SVG) are not here: they are never shown by us, but no programs. */
const scriptEnding = /\.(exe|com|scr|pif|msi|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|cpl|lnk|reg|jar|apk|app|command|sh)$/i;

/** Looks at how content begins; `name` tells only of what systems would run because of it. */
export async function typeOfContent(head: Buffer, name: string): Promise<ContentType> {
  const found = (await fileTypeFromBuffer(head))?.mime;
  const mime = safeType(found);
  const shown = kindOf(mime) !== 'document';
  const runs =
    (found !== undefined && programTypes.test(found)) ||
    (!shown && (scriptHead.test(head.subarray(0, 100).toString('latin1')) || scriptEnding.test(name)));
  return { mime, kind: kindOf(mime), ...(runs && { program: true as const }) };
}

/** The type under which such content may be sent, told by how it begins. */
export async function typeOf(head: Buffer): Promise<string> {
  return (await typeOfContent(head, '')).mime;
}
