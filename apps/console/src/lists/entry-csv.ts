/** One entry as a file with its head; a value keeps its quotes, commas and line breaks. */
export function csvOf({ value, expires }: { readonly value: string; readonly expires: string }): string {
  return `value,expires_at\n"${value.replaceAll('"', '""')}",${expires}\n`;
}
