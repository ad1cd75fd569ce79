import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;

/** BouncyCastle MANIFEST P7S: signature, signing-certificate-v2, timestamp's signature and imprint, each printed; exit code 0 where all are right. */
public class BouncyCastle {
  public static void main(String[] args) throws Exception {
    java.security.Security.addProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider());
    byte[] content = Files.readAllBytes(Path.of(args[0]));
    CMSSignedData cms = new CMSSignedData(new CMSProcessableByteArray(content), Files.readAllBytes(Path.of(args[1])));
    boolean ok = cms.getSignerInfos().size() == 1;
    for (SignerInformation s : cms.getSignerInfos()) {
      X509CertificateHolder cert = (X509CertificateHolder) cms.getCertificates().getMatches((Selector) s.getSID()).iterator().next();
      ok &= say("signature", s.verify(verifier(cert)));
      Attribute id = s.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
      SigningCertificateV2 named = SigningCertificateV2.getInstance(id.getAttrValues().getObjectAt(0));
      ok &= say("signing-certificate-v2", Arrays.equals(named.getCerts()[0].getCertHash(), sha256(cert.getEncoded())));
      Attribute stamp = s.getUnsignedAttributes().get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
      TimeStampToken token = new TimeStampToken(new CMSSignedData(stamp.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded()));
      X509CertificateHolder authority = (X509CertificateHolder) token.getCertificates().getMatches((Selector) token.getSID()).iterator().next();
      token.validate(verifier(authority)); // throws where signature, certificate or its purpose is wrong
      say("timestamp", true);
      ok &= say("imprint", Arrays.equals(token.getTimeStampInfo().getMessageImprintDigest(), sha256(s.getSignature())));
    }
    System.exit(ok ? 0 : 1);
  }

  private static SignerInformationVerifier verifier(X509CertificateHolder cert) throws Exception {
    return new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(cert);
  }

  private static byte[] sha256(byte[] b) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(b);
  }

  private static boolean say(String what, boolean right) {
    System.out.println(what + ": " + right);
    return right;
  }
}
