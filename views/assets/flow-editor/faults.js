// What is wrong, as a list under the text: on a phone there is no other place where all of it is seen.

export function createFaults({ words, onPick }) {
  const box = document.getElementById('faults');
  const head = document.getElementById('faults-head');
  const list = document.getElementById('faults-list');
  const summary = document.getElementById('faults-words');
  let open;

  head.addEventListener('click', () => {
    open = list.hidden;
    show();
  });
  list.addEventListener('click', event => {
    const fault = event.target.closest('[data-line]');
    if (fault) onPick(Number(fault.dataset.line), Number(fault.dataset.column));
  });

  function show() {
    const any = list.childElementCount > 0;
    list.hidden = !any || !(open ?? box.dataset.state === 'bad');
    head.disabled = !any;
    head.setAttribute('aria-expanded', String(!list.hidden));
  }

  return {
    show({ problems, warnings }) {
      box.dataset.state = problems.length > 0 ? 'bad' : warnings.length > 0 ? 'warn' : 'good';
      summary.textContent = sentence(words, problems.length, warnings.length);
      list.replaceChildren(...problems.map(fault => row(fault, 'bad')), ...warnings.map(fault => row(fault, 'warn')));
      show();
    },
    failed() {
      box.dataset.state = 'unknown';
      summary.textContent = words.checkFailed;
    },
  };
}

function sentence(words, problems, warnings) {
  if (problems > 0) return problems === 1 ? words.problemsOne : words.problemsMany.replace('#', problems);
  return warnings > 0 ? words.warnings.replace('#', warnings) : words.noProblems;
}

function row({ message, place, line, column }, state) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.className = `fault fault-${state}`;
  Object.assign(button.dataset, { line, column });
  const where = document.createElement('b');
  where.textContent = place ?? '';
  button.append(where, message);
  item.append(button);
  return item;
}
