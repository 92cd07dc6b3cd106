// Publish: what is written is saved, the difference is shown, and only then it is let loose.

/** The state beside the title, and the mark in the navigation, as they are now. */
async function renewHead() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  for (const selector of ['.flow-head', '.rail']) document.querySelector(selector)?.replaceWith(page.querySelector(selector));
  document.querySelectorAll('.banner').forEach(banner => void banner.remove());
  document.querySelector('.shell-main').prepend(...page.querySelectorAll('.banner'));
}

export function createPublishing({ server, draft, panes, code }) {
  const dialog = document.getElementById('publish-dialog');
  const body = document.getElementById('publish-body');

  async function open() {
    await draft.save();
    await look();
    if (!dialog.open) dialog.showModal();
  }

  async function look() {
    try {
      body.innerHTML = await server.difference();
    } catch (error) {
      body.textContent = error.message;
    }
  }

  document.getElementById('publish').addEventListener('click', open);
  dialog.addEventListener('submit', async event => {
    const form = event.target.closest('[data-publish]');
    if (!form) return;
    event.preventDefault();
    form.querySelector('button').disabled = true;
    try {
      body.innerHTML = await server.publish(form);
      await Promise.all([draft.look(), renewHead()]);
    } catch (error) {
      body.textContent = error.message;
    }
  });
  dialog.addEventListener('click', event => {
    const place = event.target.closest('[data-go]');
    if (place) {
      dialog.close();
      panes.show('text');
      code.goTo(Number(place.dataset.go));
    } else if (event.target.closest('[data-look-again]')) void open();
  });
  return { open };
}
