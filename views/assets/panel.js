// What every page does. Each module looks for its own part of the page and does nothing where it is not there.
import './press.js';
import './composer.js';
import './quote-reply.js';
import './keys.js';
import './search.js';
import './lightbox.js';
import './live.js';
import './messages.js';
import './small-things.js';
import './tasks.js';
import './card.js';
import './find.js';
import './suggest.js';
import './voice.js';
import './inbox-lists.js';
