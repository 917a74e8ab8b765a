import { createHash } from 'node:crypto';
import { exactOf } from '@paymo/lending';
import { publicId } from '@paymo/platform';
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from 'pdf-lib';
import type { InstalmentRow, LoanRow } from './loan-statements.js';

const page = { width: 595, height: 842, margin: 56 };
const lineHeight = 15;
const size = 10;

/**
 * The agreement as the customer signed it: the same loan gives the same bytes, so that its hash can be checked.
 *
 * @param instalments of the first plan
 */
export async function agreementPdf(loan: LoanRow, instalments: readonly InstalmentRow[]): Promise<Buffer> {
  const document = await PDFDocument.create();
  const agreedAt = new Date(`${loan.agreed_on}T00:00:00Z`);
  document.setTitle('Loan agreement');
  document.setProducer('Paymo');
  document.setCreator('Paymo');
  document.setCreationDate(agreedAt);
  document.setModificationDate(agreedAt);
  const [font, bold] = [
    await document.embedFont(StandardFonts.Courier),
    await document.embedFont(StandardFonts.CourierBold),
  ];
  const writer = new LineWriter(document, font);
  writer.write('Loan agreement', bold);
  for (const line of linesOf(loan, instalments)) writer.write(line, font);
  return Buffer.from(await document.save({ useObjectStreams: false }));
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function linesOf(loan: LoanRow, instalments: readonly InstalmentRow[]): string[] {
  const { currency } = loan;
  const total = instalments.reduce((sum, { payment_minor }) => sum + BigInt(payment_minor), 0n);
  return [
    '',
    `Loan                  ${publicId('loan', loan.id)}`,
    `Account               ${publicId('acc', loan.account_id)}`,
    `Agreed on             ${loan.agreed_on}`,
    `Amount of credit      ${amount(loan.principal_minor)} ${currency}`,
    `Rate, nominal         ${percent(loan.agreed_rate, 2)} % a year, months of 30 days`,
    `APR                   ${percent(loan.apr, 1)} %`,
    `Total to repay        ${amount(String(total))} ${currency}`,
    `Terms, SHA-256        ${loan.agreement_hash.slice(0, 32)}`,
    `                      ${loan.agreement_hash.slice(32)}`,
    '',
    ' no  due            payment    interest   principal     balance',
    ...instalments.map(instalmentLine),
    '',
    'You may withdraw within 14 days, and then pay back the credit with',
    'interest for each day within 30 days. You may repay early at any time,',
    'in part or in full, and are charged nothing for it. Interest is not',
    'charged on what is overdue, nor is a fee for it.',
  ];
}

function instalmentLine(each: InstalmentRow): string {
  const amounts = [each.payment_minor, each.interest_minor, each.principal_minor, each.balance_minor];
  const cells = amounts.map((minor) => amount(minor).padStart(12));
  return `${String(each.number).padStart(3)}  ${each.due_on} ${cells.join('')}`;
}

function amount(minor: string): string {
  return exactOf(minor).div(100).toFixed(2);
}

function percent(rate: string, decimals: number): string {
  return exactOf(rate).times(100).toFixed(decimals);
}

/** Writes lines from the top of a page to its bottom, and goes on on the next. */
class LineWriter {
  private current: PDFPage;
  private top: number;

  constructor(
    private readonly document: PDFDocument,
    private readonly font: PDFFont,
  ) {
    this.current = this.newPage();
    this.top = page.height - page.margin;
  }

  write(line: string, font: PDFFont): void {
    if (this.top < page.margin) {
      this.current = this.newPage();
      this.top = page.height - page.margin;
    }
    this.current.drawText(line, { x: page.margin, y: this.top, size, font });
    this.top -= lineHeight;
  }

  private newPage(): PDFPage {
    const added = this.document.addPage([page.width, page.height]);
    added.setFont(this.font);
    return added;
  }
}
