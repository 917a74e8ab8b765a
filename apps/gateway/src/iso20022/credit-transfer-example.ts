/** A file of one transfer, for the description and tests. */
export const creditTransferExample = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>RENT-2026-11</MsgId>
      <CreDtTm>2026-11-25T09:30:00Z</CreDtTm>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>12.50</CtrlSum>
      <InitgPty><Nm>Ada</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>RENT-1</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <ReqdExctnDt><Dt>2026-11-25</Dt></ReqdExctnDt>
      <Dbtr><Nm>Ada</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>0198f5a27c1e7b309d426f0a1c2b3d4e</Id></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><Nm>Paymo</Nm></FinInstnId></DbtrAgt>
      <CdtTrfTxInf>
        <PmtId>
          <InstrId>1</InstrId>
          <EndToEndId>RENT-NOVEMBER</EndToEndId>
          <UETR>5f0c7a52-6b1e-4a1b-9d0a-0f8f4c1d2e3b</UETR>
        </PmtId>
        <Amt><InstdAmt Ccy="GBP">12.50</InstdAmt></Amt>
        <Cdtr><Nm>Ben</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>0198f5a27c1e7b309d426f0a1c2b3d4f</Id></Othr></Id></CdtrAcct>
        <Purp><Cd>RENT</Cd></Purp>
        <RmtInf><Ustrd>November</Ustrd></RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`;
