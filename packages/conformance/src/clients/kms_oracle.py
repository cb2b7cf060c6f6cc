"""Another implementation beside KMS: Python's cryptography verifies its signatures, opens its ciphertexts, and makes what it has to open."""
import hashlib
import hmac
import os
import sys

import boto3
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding

passed = 0
not_done = []
kms = boto3.client("kms")
message = b"a message that somebody else looks at" * 20
sha = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def check(what, condition, seen=""):
    global passed
    if not condition:
        sys.exit(f"Python's cryptography: {what}: saw {seen}")
    passed += 1


def new_key(**arguments):
    return kms.create_key(**arguments)["KeyMetadata"]["KeyId"]


def done(what, call, **arguments):
    """The answer, or nothing where Lockstead says that it does not do it."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NotImplemented", "UnsupportedOperationException"):
            not_done.append(what)
            return None
        raise


def verifies(public, algorithm, signature, data, prehashed):
    digest = sha.get(algorithm[-3:])
    chosen = utils.Prehashed(digest) if prehashed else digest
    try:
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(signature, data)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(chosen))
        elif "PSS" in algorithm:
            # The salt is as long as the digest.
            public.verify(signature, data, padding.PSS(padding.MGF1(digest), digest.digest_size), chosen)
        else:
            public.verify(signature, data, padding.PKCS1v15(), chosen)
        return True
    except InvalidSignature:
        return False


def signs_outside(private, algorithm, data):
    digest = sha.get(algorithm[-3:])
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(digest))
    if "PSS" in algorithm:
        return private.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    return private.sign(data, padding.PKCS1v15(), digest)


def signatures():
    rsa_algorithms = [f"RSASSA_{kind}_SHA_{bits}" for kind in ("PKCS1_V1_5", "PSS") for bits in sha]
    for spec, algorithms in {
        "RSA_2048": rsa_algorithms,
        "RSA_3072": rsa_algorithms,
        "RSA_4096": rsa_algorithms,
        "ECC_NIST_P256": ["ECDSA_SHA_256"],
        "ECC_NIST_P384": ["ECDSA_SHA_384"],
        "ECC_NIST_P521": ["ECDSA_SHA_512"],
        "ECC_SECG_P256K1": ["ECDSA_SHA_256"],
        "ECC_NIST_EDWARDS25519": ["ED25519_SHA_512"],
    }.items():
        key = new_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
        public = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        for algorithm in algorithms:
            of = {"KeyId": key, "SigningAlgorithm": algorithm}
            signature = kms.sign(Message=message, **of)["Signature"]
            check(f"{spec} {algorithm}", verifies(public, algorithm, signature, message, False))
            check(f"{spec} {algorithm}, another message", not verifies(public, algorithm, signature, b"x", False))
            if spec == "ECC_NIST_EDWARDS25519":
                continue
            digest = hashlib.new(f"sha{algorithm[-3:]}", message).digest()
            answer = done(f"{algorithm} of a digest", kms.sign, Message=digest, MessageType="DIGEST", **of)
            if answer is not None:
                check(f"{spec} {algorithm}, a digest", verifies(public, algorithm, answer["Signature"], digest, True))


def encryption():
    for spec in ("RSA_2048", "RSA_3072", "RSA_4096"):
        key = new_key(KeySpec=spec, KeyUsage="ENCRYPT_DECRYPT")
        public = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        for name, digest in (("SHA_1", hashes.SHA1()), ("SHA_256", hashes.SHA256())):
            blob = public.encrypt(b"from outside", padding.OAEP(padding.MGF1(digest), digest, None))
            algorithm = f"RSAES_OAEP_{name}"
            opened = kms.decrypt(KeyId=key, CiphertextBlob=blob, EncryptionAlgorithm=algorithm)
            check(f"{spec} {algorithm}", opened["Plaintext"] == b"from outside")


def wrapped(public, algorithm, material):
    digest = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    oaep = padding.OAEP(padding.MGF1(digest), digest, None)
    if algorithm.startswith("RSAES"):
        return public.encrypt(material, oaep)
    key = os.urandom(32)
    return public.encrypt(key, oaep) + aes_key_wrap_with_padding(key, material)


def imported(material, algorithm, wrapping_spec, **arguments):
    key = new_key(Origin="EXTERNAL", **arguments)
    given = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec=wrapping_spec)
    public = serialization.load_der_public_key(given["PublicKey"])
    check(f"{wrapping_spec} has its length", public.key_size == int(wrapping_spec[-4:]), public.key_size)
    kms.import_key_material(
        KeyId=key,
        ImportToken=given["ImportToken"],
        EncryptedKeyMaterial=wrapped(public, algorithm, material),
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )
    return key


def der(private):
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def imports():
    both = [f"{kind}_SHA_{bits}" for kind in ("RSAES_OAEP", "RSA_AES_KEY_WRAP") for bits in ("1", "256")]
    for algorithm in both:
        for spec, name, length in (("RSA_2048", "224", 28), ("RSA_3072", "256", 32), ("RSA_4096", "512", 64)):
            material = os.urandom(length)
            key = imported(material, algorithm, spec, KeySpec=f"HMAC_{name}", KeyUsage="GENERATE_VERIFY_MAC")
            mac = kms.generate_mac(KeyId=key, Message=message, MacAlgorithm=f"HMAC_SHA_{name}")["Mac"]
            right = hmac.digest(material, message, f"sha{name}")
            check(f"HMAC_{name} by {algorithm}", mac == right)
    for curve, name, algorithm in (
        (ec.SECP256R1(), "ECC_NIST_P256", "ECDSA_SHA_256"),
        (ec.SECP384R1(), "ECC_NIST_P384", "ECDSA_SHA_384"),
        (ec.SECP521R1(), "ECC_NIST_P521", "ECDSA_SHA_512"),
        (ec.SECP256K1(), "ECC_SECG_P256K1", "ECDSA_SHA_256"),
    ):
        private = ec.generate_private_key(curve)
        signing(private, name, algorithm, "RSAES_OAEP_SHA_256")
    for bits in (2048, 3072, 4096):
        private = rsa.generate_private_key(65537, bits)
        signing(private, f"RSA_{bits}", "RSASSA_PSS_SHA_256", "RSA_AES_KEY_WRAP_SHA_256")
        key = imported(
            der(private), "RSA_AES_KEY_WRAP_SHA_256", "RSA_2048", KeySpec=f"RSA_{bits}", KeyUsage="ENCRYPT_DECRYPT"
        )
        blob = kms.encrypt(KeyId=key, Plaintext=b"in here", EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        check(f"RSA_{bits} opens outside", private.decrypt(blob, oaep) == b"in here")


def signing(private, spec, algorithm, wrapping):
    """An imported pair signs in here what verifies outside, and verifies in here what was signed outside."""
    key = imported(der(private), wrapping, "RSA_3072", KeySpec=spec, KeyUsage="SIGN_VERIFY")
    of = {"KeyId": key, "Message": message, "SigningAlgorithm": algorithm}
    signature = kms.sign(**of)["Signature"]
    check(f"{spec} imported, verified outside", verifies(private.public_key(), algorithm, signature, message, False))
    outside = signs_outside(private, algorithm, message)
    check(f"{spec} imported, signed outside", kms.verify(Signature=outside, **of)["SignatureValid"])


def agreement():
    for curve, spec in ((ec.SECP256R1(), "P256"), (ec.SECP384R1(), "P384"), (ec.SECP521R1(), "P521")):
        key = new_key(KeySpec=f"ECC_NIST_{spec}", KeyUsage="KEY_AGREEMENT")
        own = ec.generate_private_key(curve)
        there = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        spki = own.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        answer = done(
            "DeriveSharedSecret", kms.derive_shared_secret, KeyId=key, KeyAgreementAlgorithm="ECDH", PublicKey=spki
        )
        if answer is not None:
            check(f"ECDH {spec}", answer["SharedSecret"] == own.exchange(ec.ECDH(), there))


def data_key_pairs():
    key = new_key()
    for spec in ("RSA_2048", "ECC_NIST_P256", "ECC_NIST_P521", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519"):
        answer = done("GenerateDataKeyPair", kms.generate_data_key_pair, KeyId=key, KeyPairSpec=spec)
        if answer is None:
            continue
        private = serialization.load_der_private_key(answer["PrivateKeyPlaintext"], None)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        check(f"a data key pair {spec}", public == answer["PublicKey"])
        opened = kms.decrypt(CiphertextBlob=answer["PrivateKeyCiphertextBlob"])["Plaintext"]
        check(f"its sealed private key {spec}", opened == answer["PrivateKeyPlaintext"])


for part in (signatures, encryption, imports, agreement, data_key_pairs):
    part()
print(f"Python's cryptography: {passed} checks passed")
if not_done:
    print(f"not done here, and so not looked at: {', '.join(sorted(set(not_done)))}")
