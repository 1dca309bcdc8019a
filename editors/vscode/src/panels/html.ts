// Pieces of pages: everything that comes from outside is written through `text`. Knows nothing of VS Code.

/** Markup, as opposed to text that has to be escaped. */
export class Html {
  constructor(readonly markup: string) {}
  toString(): string { return this.markup; }
}

export type Inside = Html | string | number | null | undefined | false | Inside[];

export function text(value: string): string {
  return value.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}

function written(value: Inside): string {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(written).join('');
  return value instanceof Html ? value.markup : text(String(value));
}

/** A template of markup in which all values are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: Inside[]): Html {
  return new Html(parts.map((part, n) => part + (n < values.length ? written(values[n]) : '')).join(''));
}

/** A message back to the extension, given when the element is clicked. */
export function says(message: object): Html {
  return new Html(`data-says="${text(JSON.stringify(message))}"`);
}

export interface Frame { title: string; csp: string; style: string; script: string; nonce: string; body: Html }

/** A whole page. Its policy lets in one style sheet and one script of the extension, and nothing else. */
export function page({ title, csp, style, script, nonce, body }: Frame): string {
  const policy = `default-src 'none'; style-src ${csp}; script-src 'nonce-${nonce}'; img-src 'none'; base-uri 'none'; form-action 'none'`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
${body}
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`.markup;
}

export function share(value: number): string {
  const percent = value * 100;
  return percent === 0 ? '0%' : percent < 0.1 ? '< 0.1%' : `${percent.toFixed(1)}%`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
