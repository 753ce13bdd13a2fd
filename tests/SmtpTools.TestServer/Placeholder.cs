namespace SmtpTools.Mail;
