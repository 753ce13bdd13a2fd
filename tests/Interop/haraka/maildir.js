'use strict'
// A plugin of Haraka: takes every recipient, and keeps each message as it came, once for each, in the Maildir that the
// configuration file "maildir" names, under trace headers that tell the envelope.

const fs = require('node:fs')
const path = require('node:path')

exports.hook_rcpt = (next) => next(OK)

exports.hook_queue = function (next, connection) {
    const { transaction } = connection
    const folder = this.config.get('maildir').trim()
    transaction.message_stream.get_data((data) => {
        transaction.rcpt_to.forEach((recipient, number) => {
            const name = `${transaction.uuid}.${number}`
            const trace = `Return-Path: <${transaction.mail_from.address}>\r\nDelivered-To: ${recipient.address}\r\n`
            fs.writeFileSync(path.join(folder, 'tmp', name), Buffer.concat([Buffer.from(trace), data]))
            fs.renameSync(path.join(folder, 'tmp', name), path.join(folder, 'new', name))
        })
        next(OK)
    })
}

// What a client that logged in sends is meant for elsewhere.
exports.hook_queue_outbound = exports.hook_queue
