// Runs before the first paint, so that the page never flashes in the wrong theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const wished = root.dataset.theme;
    const theme = wished === 'light' || wished === 'dark' ? wished : dark.matches ? 'dark' : 'light';
    root.setAttribute('data-bs-theme', theme);
  };
  apply();
  dark.addEventListener('change', apply);
  new MutationObserver(apply).observe(root, { attributeFilter: ['data-theme'] });
})();
