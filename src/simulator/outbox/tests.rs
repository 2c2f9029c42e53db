use super::mime;

#[test]
fn a_mail_is_read_as_it_was_written() {
    let mail = "Subject: =?utf-8?b?Wm/DqyBha3M6?= =?utf-8?b?IFZpc2lv?= for you\r\n\
        Content-Type: multipart/alternative;\r\n boundary=\"part-1\"\r\n\r\n\
        --part-1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Zo=C3=AB asks for=\r\n Visio\r\n--part-1\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+Wm/Dqzwv\r\ncD4=\r\n--part-1--\r\n";
    let content = mime::read(mail.as_bytes());
    assert_eq!(content.header("subject"), "Zoë aks: Visio for you");
    assert_eq!(content.text, "Zoë asks for Visio");
    assert_eq!(content.html, "<p>Zoë</p>");
}
