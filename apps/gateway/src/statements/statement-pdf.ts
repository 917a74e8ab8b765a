import { publicId } from '@paymo/platform';
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from 'pdf-lib';
import { signedMinor } from './entry.js';
import { type AccountStatement, inMainUnits } from './statement.js';

const page = { width: 595, height: 842, margin: 50 };
const lineHeight = 14;
const size = 9;
/** Left edges of texts and right edges of amounts, in points. */
const columns = { day: page.margin, what: 110, amount: 450, balance: page.width - page.margin };

interface Fonts {
  readonly plain: PDFFont;
  readonly bold: PDFFont;
  /** The fonts that every reader of PDF has know these code points alone; others are shown as `?`. */
  readonly known: ReadonlySet<number>;
}

/** A statement on A4 pages, as a person keeps it. */
export async function statementPdf(statement: AccountStatement): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.setTitle(`Statement ${statement.from} to ${statement.to}`);
  document.setProducer('Paymo');
  document.setCreator('Paymo');
  const plain = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const writer = new StatementWriter(document, { plain, bold, known: new Set(plain.getCharacterSet()) });
  writer.write(statement);
  return Buffer.from(await document.save());
}

class StatementWriter {
  private current: PDFPage;
  private top = page.height - page.margin;

  constructor(
    private readonly document: PDFDocument,
    private readonly fonts: Fonts,
  ) {
    this.current = document.addPage([page.width, page.height]);
  }

  write(statement: AccountStatement): void {
    const { currency, from, to, lines } = statement;
    const { bold } = this.fonts;
    const amount = (minor: bigint): string => inMainUnits(minor, currency);
    this.row({ day: 'Paymo', what: 'Account statement' }, bold);
    this.row({ day: 'Account', what: statement.accountName });
    this.row({ day: '', what: publicId('acc', statement.accountId) });
    this.row({ day: 'Period', what: `${from} to ${to}, days of UTC` });
    this.row({});
    this.row({ day: 'Day', what: 'What', amount: currency, balance: 'Balance' }, bold);
    this.row({ day: from, what: 'Opening balance', balance: amount(statement.openingMinor) }, bold);
    for (const { entry, balanceMinor } of lines) {
      const what = [entry.counterpartyName, entry.reference].filter((text) => text !== null).join(' · ');
      this.row({
        day: entry.bookedAt.toISOString().slice(0, 10),
        what,
        amount: amount(signedMinor(entry)),
        balance: amount(balanceMinor),
      });
    }
    this.row({ day: to, what: 'Closing balance', balance: amount(statement.closingMinor) }, bold);
  }

  private row(
    { day = '', what = '', amount = '', balance = '' }: Partial<Record<keyof typeof columns, string>>,
    font = this.fonts.plain,
  ): void {
    if (this.top < page.margin) {
      this.current = this.document.addPage([page.width, page.height]);
      this.top = page.height - page.margin;
    }
    this.draw(day, columns.day, font);
    this.draw(this.fitting(what, columns.amount - columns.what - 70, font), columns.what, font);
    for (const [text, right] of [
      [amount, columns.amount],
      [balance, columns.balance],
    ] as const) {
      this.draw(text, right - font.widthOfTextAtSize(text, size), font);
    }
    this.top -= lineHeight;
  }

  private draw(text: string, x: number, font: PDFFont): void {
    this.current.drawText(text, { x, y: this.top, size, font });
  }

  /** As much of a text as has room, in characters that the font has. */
  private fitting(text: string, widthMax: number, font: PDFFont): string {
    const known = Array.from(text, (each) => (this.fonts.known.has(each.codePointAt(0) ?? 0) ? each : '?'));
    if (font.widthOfTextAtSize(known.join(''), size) <= widthMax) return known.join('');
    while (font.widthOfTextAtSize(`${known.join('')}…`, size) > widthMax) known.pop();
    return `${known.join('')}…`;
  }
}
