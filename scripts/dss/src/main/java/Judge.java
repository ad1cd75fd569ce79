import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** Judge PACK ROOT.pem... LIST.crl...: what the EU's validator says of an ASiC-E container, with the roots as trust anchors. Exit code 0: every signature is of baseline T or LT and totally passed. */
public class Judge {
  public static void main(String[] args) throws Exception {
    CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
    List<String> lists = new ArrayList<>();
    for (String arg : List.of(args).subList(1, args.length)) {
      if (arg.endsWith(".crl")) {
        lists.add(arg);
      } else {
        roots.addCertificate(DSSUtils.loadCertificate(new File(arg)));
      }
    }
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(); // offline
    verifier.setTrustedCertSources(roots);
    List<DSSDocument> revoked = new ArrayList<>();
    for (String list : lists) {
      revoked.add(new FileDocument(list));
    }
    verifier.setCrlSource(new ExternalResourcesCRLSource(revoked.toArray(new DSSDocument[0])));
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(args[0]));
    validator.setCertificateVerifier(verifier);
    Reports reports = validator.validateDocument();
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData data = reports.getDiagnosticData();
    System.out.println("container " + data.getContainerType() + ", mimetype " + data.getMimetypeFileContent());
    boolean ok = data.getContainerType() != null && "ASiC-E".equals(data.getContainerType().toString()) && !data.getSignatures().isEmpty();
    for (SignatureWrapper s : data.getSignatures()) {
      SignatureLevel level = s.getSignatureFormat();
      boolean intact = s.isSignatureIntact() && s.isSignatureValid() && s.isStructuralValidationValid()
          && s.getDigestMatchers().stream().allMatch(d -> d.isDataFound() && d.isDataIntact())
          && !s.getTimestampList().isEmpty()
          && s.getTimestampList().stream().allMatch(t -> t.isMessageImprintDataIntact() && t.isSignatureIntact() && t.isSignatureValid());
      System.out.println(level + " intact=" + intact + " structure=" + s.getStructuralValidationMessages()
          + " indication=" + simple.getIndication(s.getId()) + "/" + simple.getSubIndication(s.getId()));
      System.out.println("  errors " + texts(simple.getAdESValidationErrors(s.getId())));
      System.out.println("  warnings " + texts(simple.getAdESValidationWarnings(s.getId())));
      ok = ok && intact && (level == SignatureLevel.CAdES_BASELINE_T || level == SignatureLevel.CAdES_BASELINE_LT)
          && simple.getIndication(s.getId()) == Indication.TOTAL_PASSED;
    }
    System.exit(ok ? 0 : 1);
  }

  private static List<String> texts(List<eu.europa.esig.dss.jaxb.object.Message> of) {
    return of.stream().map(m -> m.getValue()).toList();
  }
}
