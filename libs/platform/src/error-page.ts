import { errorCauses } from './error-causes.js';
import { errorRemedies } from './error-remedies.js';
import { type ErrorCode, errorKinds } from './paymo-error.js';

/** The page that the `type` of a problem document names; undefined for codes that do not exist. */
export function errorPage(code: string): string | undefined {
  if (!isErrorCode(code)) return undefined;
  const { status, title, isRetryable } = errorKinds[code];
  const repeat = isRetryable
    ? 'The same request, unchanged, may succeed later.'
    : 'The same request, unchanged, will not succeed.';
  return page(
    code,
    `<h1>${withCode(title)}</h1>
<p><code>${code}</code> · status ${status}</p>
<h2>Cause</h2>
<p>${withCode(errorCauses[code])}</p>
<h2>Remedy</h2>
<p>${withCode(errorRemedies[code])}</p>
<p>${repeat}</p>
<p><a href="/errors">All errors</a></p>`,
  );
}

/** The list of all errors, each with a link to its page. */
export function errorIndexPage(): string {
  const rows = Object.entries(errorKinds).map(
    ([code, { status, title }]) =>
      `<tr><td><a href="/errors/${code}"><code>${code}</code></a></td><td>${status}</td><td>${withCode(title)}</td></tr>`,
  );
  return page('Errors', `<h1>Errors</h1>\n<table>\n${rows.join('\n')}\n</table>`);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · Paymo</title>
<style>body { font: 1rem/1.5 system-ui; max-width: 50rem; margin: 2rem auto; padding: 0 1rem } td { padding-right: 1rem }</style>
${body}
</html>
`;
}

/** Our own texts as HTML: what stands in backticks is code. */
function withCode(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
