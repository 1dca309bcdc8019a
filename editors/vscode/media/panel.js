// The one script of all panels: clicks that go back to the extension, sorting and filtering of tables.
(() => {
  const api = acquireVsCodeApi();

  document.addEventListener('click', event => {
    const element = event.target instanceof Element ? event.target.closest('[data-says]') : null;
    if (element) {
      event.preventDefault();
      api.postMessage(JSON.parse(element.getAttribute('data-says')));
      return;
    }
    const head = event.target instanceof Element ? event.target.closest('button.sort') : null;
    if (head) sort(head.closest('table'), [...head.closest('tr').children].indexOf(head.closest('th')), head);
  });

  function sort(table, column, head) {
    const down = head.dataset.down === 'yes';
    head.dataset.down = down ? '' : 'yes';
    const key = row => {
      const cell = row.children[column];
      const value = cell.dataset.sort ?? cell.textContent.trim();
      return value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    };
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b))));
  }

  const filter = document.getElementById('filter');
  filter?.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of document.querySelectorAll('#rows tbody tr')) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
})();
