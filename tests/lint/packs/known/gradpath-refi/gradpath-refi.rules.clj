;;; GradPath student refinancing. Section numbers are those of the servicing guide.
;;; custom field 41 = economic hardship request (Y/N), 42 = in-school deferment end date

(def autopay-reward-months 36)
(def default-day 270)
(def cosigner-release-payments 24)

(defn share-repaid
  "What part of the original amount has been repaid, 0 to 1."
  []
  (/ (- setup-loan-amount status-principal-balance) (max setup-loan-amount 1M)))

(defrule s3-1-grace-outreach
  "Outreach begins before trouble does: up to fourteen days behind, reach out by email."
  :when (and (= loan-status "Open") (pos? status-days-past-due) (<= status-days-past-due 14))
  :then [(checklist/check {:checklist "Outreach" :items ["Email"]})]
  :runs #{:daily-maintenance})

(defrule s3-2-due-diligence-call
  "Due diligence: first call attempt no earlier than the fifteenth day and no later than the thirtieth."
  :when (and (= loan-status "Open") (<= 15 status-days-past-due 30))
  :then [(checklist/check {:checklist "Outreach" :items ["Call 1"]})]
  :examples [{:given {:status-days-past-due 15} :fires true}
             {:given {:status-days-past-due 30} :fires true}
             {:given {:status-days-past-due 31} :fires false}
             {:given {:status-days-past-due 14} :fires false}])

(defrule s3-3-delinquency-desk
  "Accounts that have gone beyond thirty days belong to the delinquency desk."
  :when (and (= loan-status "Open") (> status-days-past-due 30) (not= loan-sub-status "Hardship Forbearance"))
  :then [(loan/set {:add-portfolios ["Delinquency Desk"]})])

(defrule s3-4-leaving-the-desk
  "Brought back to within thirty days."
  :when (and (= true (-> portfolio :14 :active)) (<= status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["Delinquency Desk"]})])

(defrule s4-1-hardship
  "Economic hardship forbearance is for borrowers who ask for it no later than two months into delinquency (60 days)."
  :when (and (= "Y" (-> settings-custom-fields :41 :value)) (<= status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Hardship Forbearance"}) (dpd/reset)
         (due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})]
  :once :never-again)

(defrule s4-2-loss-of-benefit
  "The rate reduction is forfeited after the second returned payment."
  :when (and (= loan-status "Open") (>= payments-nsf-count 2))
  :then [(loan/set {:remove-portfolios ["Rate Reduction"]})])

(defrule s4-3-rate-reduction
  "Reward: thirty-six on-time payments in a row, none of them returned."
  :when (and (= loan-status "Open") (>= payments-count autopay-reward-months) (< payments-nsf-count 1) (= status-unique-delinquencies 0))
  :then [(loan/set {:add-portfolios ["Rate Reduction"]})])

(defrule s5-1-cosigner-release
  "A cosigner may be released after twenty-four payments, provided the borrower is current, never went 30 days late in
   two years and now scores 670 or higher on their own."
  :when (and (= loan-status "Open")
             (>= payments-count cosigner-release-payments)
             (< status-days-past-due 1)
             (= status-24-dpd-30 0)
             (>= (or (-> customer :primary :credit-score-average) 0) 670))
  :then [(loan/set {:add-portfolios ["Cosigner Release"]})]
  :examples [{:given {:payments-count 24 :customer {:primary {:credit-score-average 670}}} :fires true}
             {:given {:payments-count 23 :customer {:primary {:credit-score-average 670}}} :fires false}
             {:given {:payments-count 24 :customer {:primary {:credit-score-average 669}}} :fires false}])

(defrule s5-2-large-balance-review
  "Balances in excess of $150,000 are looked at by a person every year."
  :when (and (= loan-status "Open") (> status-principal-balance 150000M) (= (u/month current-date) 9))
  :then [(loan/set {:add-portfolios ["Large Balance"]})])

(defrule s5-3-recast
  "Halfway there: borrowers who repaid half or more may recast."
  :when (and (= loan-status "Open") (>= (share-repaid) 0.5M) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Recast Offer"]})])

(defrule s6-1-default-warning
  "Ninety days before default the final demand goes out."
  :when (and (= loan-status "Open") (>= status-days-past-due (- default-day 90)) (< status-days-past-due default-day))
  :then [(checklist/check {:checklist "Default" :items ["Final demand"]})])

(defrule s6-2-default
  "Default."
  :when (and (= loan-status "Open") (>= status-days-past-due default-day))
  :then [(loan/set {:loan-sub-status "Defaulted" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "6.2" :date :current-date})]
  :examples [{:given {:status-days-past-due 270} :fires true} {:given {:status-days-past-due 269} :fires false}])

(defrule s6-3-agency
  "Defaulted, silent for a quarter of a year, and worth collecting."
  :when (and (= loan-sub-status "Defaulted") (> (or status-loan-recency 9999) 90) (>= status-net-charge-off 1000M))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule s6-4-agency-recall
  "Borrower resumed paying us: something came in less than 30 days ago."
  :when (and (= true (-> portfolio :19 :active)) (some? status-loan-recency) (< status-loan-recency 30))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule s7-1-new-borrower
  "Welcome kit for loans not older than 21 days."
  :when (and (= loan-status "Open") (<= status-loan-age 21))
  :then [(checklist/check {:checklist "Outreach" :items ["Welcome kit"]})]
  :once :never-again)

(defrule s7-2-trailing-balance
  "A remainder of at most 20 dollars is forgiven."
  :when (and (= loan-sub-status "Pending Payoff") (< 0M status-payoff) (>= 20M status-payoff))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "7.2" :date :current-date})])

(defpromise-scenario s8-promise-terms
  "Generous tolerance for those not yet thirty days behind."
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (< status-days-past-due 30))
  :window {:days-before 5 :days-after 5 :by :apply-date}
  :tolerance {:percent 10}
  :fail-on-reversal true)
