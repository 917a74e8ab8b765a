/** Instead of the console, when the issuer let nobody in; it does not try again by itself, which might go on for ever. */
export function SignInFault({ why }: { readonly why: string }) {
  return (
    <main className="zone">
      <h1>Not signed in</h1>
      <p role="alert">{why}</p>
      <a href="/">Try again</a>
    </main>
  );
}
