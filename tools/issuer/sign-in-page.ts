import { samplePeople } from './sample-people.js';

/** The page on which somebody at the local machine chooses whom to be; no passwords, since there are no secrets. */
export function signInPage(uid: string, client: string): string {
  const people = samplePeople.map(
    ({ subject, name }) => `<li><button name="subject" value="${subject}">${name}</button></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to Paymo</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 10vh auto; padding: 0 1rem; color-scheme: light dark; }
  ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
  button { font: inherit; width: 100%; text-align: left; padding: .6rem .8rem; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>Sign in to Paymo</h1>
<p>${escape(client)} asks who you are. This is the local bank's issuer: choose anybody.</p>
<form method="post" action="/sign-in/${escape(uid)}">
<ul>
${people.join('\n')}
</ul>
</form>
</main>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
